import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'
import { seconds } from './seconds.ts'

const Cron = z.strictObject(
  { cron: scalars.cron, zone: scalars.zone.optional() },
  { error: 'a schedule: write a cron expression, or { cron, zone }' },
)
/** When something is done. */
export type ScheduleConfig = z.infer<typeof ScheduleConfig>
export const ScheduleConfig = z.union([scalars.cron, Cron], {
  error: 'a schedule: write a cron expression such as "0 * * * *", or { cron, zone }',
})

const JITTER = 'a spread: write 0s to 1h, such as 2m'
const CATCH_UP = 'a rule for missed runs: write false, true, or a duration such as 6h'

/** One rhythm of a schedule. */
const Entry = Cron.extend({
  changedOnly: scalars.flag
    .optional()
    .describe('Runs look at what changed since the last one (default false).'),
  deepScan: scalars.cron.optional().meta({
    description: 'When everything is compared all the same.',
    examples: ['0 3 * * 0'],
  }),
  jitter: scalars.duration
    .refine((text) => seconds(text) <= 3_600, { error: JITTER })
    .optional()
    .meta({
      description: 'Runs begin later than said by a part of this, always the same one (default 0s).',
      examples: ['2m'],
    }),
  catchUp: z
    .union([scalars.flag, scalars.duration], { error: CATCH_UP })
    .optional()
    .meta({
      description:
        'Whether a run that was missed is made up for, or how long ago it may have been missed (default true).',
      examples: [false, '6h'],
    }),
})
export type ScheduleEntryConfig = z.infer<typeof Entry> | string

const RUN_SCHEDULE =
  'a schedule: write a cron expression such as "0 * * * *", { cron, zone, changedOnly, deepScan, jitter, catchUp }, or a list of these'
/** When a reconciliation runs, and over what. */
export type RunScheduleConfig = z.infer<typeof RunScheduleConfig>
export const RunScheduleConfig = z.union(
  [
    scalars.cron,
    Entry,
    z.array(z.union([scalars.cron, Entry], { error: RUN_SCHEDULE })).min(1, { error: RUN_SCHEDULE }),
  ],
  { error: RUN_SCHEDULE },
)

/** How runs that look at changes alone find them. */
export const ChangesConfig = z.strictObject(
  {
    overlap: scalars.duration
      .optional()
      .describe('How far before the newest known change a run looks back, for late commits (default 10m).'),
    sweep: scalars.flag
      .optional()
      .describe('All keys are read, to find records that came or went without a change (default true).'),
  },
  { error: 'a mapping: write { overlap: 10m, sweep: true }' },
)
