import { z } from 'zod'
import { SEVERITIES } from '../domain/finding.ts'
import type { Ladder, LadderCall, QuietHours, Targets } from '../domain/ladder.ts'
import * as scalars from './scalar-schemas.ts'
import { seconds } from './seconds.ts'

const WHO = 'a user group or a person: write "@handle" in quotes, S0123ABCD, or a user id such as U0123ABCD'
const who = z
  .string({ error: WHO })
  .regex(/^(@(?!(here|channel|everyone)$)[a-z0-9][a-z0-9._-]{0,79}|[SUW][A-Z0-9]{2,})$/, { error: WHO })

const STEP = 'a step: write { after: 15m, mention: "@group" }, or dm or incident in place of mention'
const STEPS = 'a list of 1 to 20 steps: write [{ after: 15m, mention: "@group" }]'
const StepConfig = z.strictObject(
  {
    after: scalars.duration.describe('How long after the ladder began, or began again.'),
    mention: who.optional().describe('Mentioned in the thread of the card.'),
    dm: who.optional().describe('Written to directly; of a group each member.'),
    incident: scalars
      .text('an incident service: write one listed under incidents')
      .optional()
      .describe('Name of the incident service that is opened.'),
  },
  { error: STEP },
)

const CLOCK = 'a time of day: write it in quotes, such as "22:00"'
const clock = z.string({ error: CLOCK }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: CLOCK })
const severities = z.array(scalars.choice(SEVERITIES, 'a severity'), {
  error: 'a list of severities: write [high]',
})
const DAYS = 'a list of days: write 0 for Sunday to 6 for Saturday, such as [0, 6]'
const QuietConfig = z.strictObject(
  {
    from: clock.describe('When the quiet hours begin.'),
    to: clock.describe('When they end, on the next day where that is earlier.'),
    zone: scalars.zone.optional().describe('Whose clock that is (default UTC).'),
    except: severities.optional().describe('Severities that call all the same (default none).'),
    days: z
      .array(z.int({ error: DAYS }).min(0, { error: DAYS }).max(6, { error: DAYS }), { error: DAYS })
      .optional()
      .describe('Days that are quiet all day, 0 for Sunday.'),
  },
  { error: 'quiet hours: write { from: "22:00", to: "07:00", zone: Europe/Berlin }' },
)

const REPEAT = 'a number of repeats: write 0 to 10'
/** What happens while nobody answers, in `counterfoil.yml`. */
export type LadderConfig = z.infer<typeof LadderConfig>
export const LadderConfig = z
  .strictObject(
    {
      from: scalars
        .choice(['opened', 'escalated'], 'what begins it')
        .optional()
        .describe('What begins it: people are told at once, or somebody escalates (default).'),
      severities: severities
        .min(1, { error: 'a list of severities: write [high]' })
        .optional()
        .describe('Severities that it is for (default [high]).'),
      steps: z
        .array(StepConfig, { error: STEPS })
        .min(1, { error: STEPS })
        .max(20, { error: STEPS })
        .describe('Whom it calls, one after the other; at most 20.'),
      repeat: z
        .int({ error: REPEAT })
        .min(0, { error: REPEAT })
        .max(10, { error: REPEAT })
        .optional()
        .describe('How often all steps are gone through again (default 0).'),
      quiet: QuietConfig.optional().describe('Hours in which nobody is called.'),
    },
    { error: 'a ladder: write { steps: [{ after: 15m, mention: "@group" }] }' },
  )
  .meta({
    description: 'Whom it calls next while nobody answers.',
    examples: [{ steps: [{ after: '15m', mention: '@oncall-data' }], repeat: 2 }],
  })

const TARGETS = 'a mapping: write { high: { acknowledge: 30m, resolve: 4h } }'
const target = z
  .strictObject(
    {
      acknowledge: scalars.duration.optional().describe('Within which somebody acknowledges it.'),
      resolve: scalars.duration.optional().describe('Within which it is resolved.'),
    },
    { error: 'a target: write { acknowledge: 30m, resolve: 4h }' },
  )
  .optional()
  .describe('Of this severity.')
export type TargetsConfig = z.infer<typeof TargetsConfig>
export const TargetsConfig = z
  .strictObject({ high: target, medium: target, low: target }, { error: TARGETS })
  .meta({
    description: 'How soon somebody must have acknowledged, and it must be resolved, by severity.',
    examples: [{ high: { acknowledge: '30m', resolve: '4h' } }],
  })

export function normaliseLadder(config: LadderConfig): Ladder {
  const { from = 'escalated', severities: named = ['high'], repeat = 0, quiet } = config
  return {
    from,
    severities: SEVERITIES.filter((severity) => named.includes(severity)),
    steps: config.steps.map(({ after, ...call }) => ({ afterSeconds: seconds(after), call: callOf(call) })),
    repeat,
    ...(quiet ? { quiet: normaliseQuiet(quiet) } : {}),
  }
}

function callOf({ mention, dm, incident }: Omit<z.infer<typeof StepConfig>, 'after'>): LadderCall {
  if (mention !== undefined) return { kind: 'mention', who: mention }
  if (dm !== undefined) return { kind: 'dm', who: dm }
  return { kind: 'incident', service: incident ?? '' }
}

function normaliseQuiet({
  from,
  to,
  zone = 'UTC',
  except = [],
  days,
}: z.infer<typeof QuietConfig>): QuietHours {
  return {
    from,
    to,
    zone,
    except: SEVERITIES.filter((severity) => except.includes(severity)),
    ...(days === undefined ? {} : { days: [...new Set(days)].sort() }),
  }
}

/** `within` says of a severity what `targets` says as resolve. */
export function normaliseTargets(
  targets: TargetsConfig | undefined,
  within: Partial<Record<(typeof SEVERITIES)[number], string | undefined>> | undefined,
): Targets {
  return Object.fromEntries(
    SEVERITIES.flatMap((severity) => {
      const { acknowledge, resolve = within?.[severity] } = targets?.[severity] ?? {}
      const target = {
        ...(acknowledge === undefined ? {} : { acknowledgeSeconds: seconds(acknowledge) }),
        ...(resolve === undefined ? {} : { resolveSeconds: seconds(resolve) }),
      }
      return Object.keys(target).length === 0 ? [] : [[severity, target]]
    }),
  )
}
