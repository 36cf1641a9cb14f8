import { z } from 'zod'
import { QUIET_DAYS, THREAD_RULES } from '../domain/reconciliation.ts'
import * as scalars from './scalar-schemas.ts'
import { ScheduleConfig } from './schedule-schema.ts'

const TIME = 'a time of day: write "09:00"'
const DAYS = 'days of the week: write mon-fri, or mon,wed,fri'
const DAY = '(?:mon|tue|wed|thu|fri|sat|sun)'
const DAY_OR_RANGE = `${DAY}(?:-${DAY})?`

/** A time of day on some days of the week, for people who do not speak cron. */
export type TimeOfDayConfig = z.infer<typeof TimeOfDayConfig>
const TimeOfDayConfig = z.strictObject({
  at: z
    .string({ error: TIME })
    .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, { error: TIME })
    .meta({ description: 'Time of day.', examples: ['09:00'] }),
  zone: scalars.zone.optional(),
  days: z
    .string({ error: DAYS })
    .regex(new RegExp(`^${DAY_OR_RANGE}(?:, ?${DAY_OR_RANGE})*$`, 'i'), { error: DAYS })
    .optional()
    .meta({ description: 'Days of the week (default every day).', examples: ['mon-fri', 'mon,wed,fri'] }),
})

/** Whom a reconciliation tells. */
export type NotifyConfig = z.infer<typeof NotifyConfig>
export const NotifyConfig = z.strictObject(
  {
    channel: scalars.channel.optional().describe('Channel of cards.'),
    digest: scalars.channel.optional().describe('Channel of the daily digest.'),
    digestAt: z
      .union([ScheduleConfig, TimeOfDayConfig], {
        error:
          'a time for the digest: write { at: "09:00", days: mon-fri, zone: Europe/Berlin }, or a cron expression',
      })
      .optional()
      .describe('When the digest is sent (default every day at 9).'),
    quietDay: scalars
      .choice(QUIET_DAYS, 'a rule for a quiet day')
      .optional()
      .describe('What the digest of a day with nothing to tell is: one line (default), or none.'),
    maxCards: scalars.count.optional().describe('Cards a run may post; the rest is one message (default 5).'),
    thread: scalars
      .choice(THREAD_RULES, 'how much is said in threads')
      .optional()
      .describe('What is said in the threads of cards: quiet (default) or all.'),
  },
  { error: 'a mapping: write { channel: "#name" }' },
)
