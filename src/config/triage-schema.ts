import { z } from 'zod'
import { SEVERITIES } from '../domain/finding.ts'
import {
  type Allowed,
  PERMITTED_ACTIONS,
  type Permissions,
  type PermittedAction,
} from '../domain/permission.ts'
import type { TriageRules } from '../domain/reconciliation.ts'
import { LadderConfig, normaliseLadder, normaliseTargets, TargetsConfig } from './ladder-schema.ts'
import * as scalars from './scalar-schemas.ts'

const WHO =
  'who may: write ["@finance"], with user groups as "@handle" or S0123ABCD, people as U0123ABCD and tokens as token:NAME, or everyone, or nobody'
const ONE =
  'a user group, a person or a token: write "@handle" in quotes, S0123ABCD, a user id such as U0123ABCD, or token:NAME'

/** A user group, a person or a token. */
export const oneOfWho = z
  .string({ error: ONE })
  .regex(
    /^(@(?!(here|channel|everyone)$)[a-z0-9][a-z0-9._-]{0,79}|[SUW][A-Z0-9]{2,}|token:[A-Za-z0-9][A-Za-z0-9_-]*)$/,
    { error: ONE },
  )

/** Who may do something, as it is written. */
const who = z.union(
  [z.enum(['everyone', 'nobody'], { error: WHO }), z.array(oneOfWho, { error: WHO }).min(1, { error: WHO })],
  {
    error: WHO,
  },
)
const whoMay = (what: string) =>
  who.optional().meta({ description: `Who may ${what}.`, examples: [['@finance']] })

const WITHIN = 'a mapping: write { high: 4h, medium: 3d }'
const within = scalars.duration.optional().describe('How long something of this severity may stay open.')

const TRIAGE = 'a mapping: write { by: ["@finance"], escalate: { to: "@group" } }'
const ESCALATE = 'a mapping: write { to: "@group" }, and by: ["@group"] for who may'

/** What people do with discrepancies, in `counterfoil.yml`. */
type TriageConfig = z.infer<typeof TriageConfig>
export const TriageConfig = z
  .strictObject(
    {
      by: whoMay('do whatever has no list of its own below'),
      acknowledge: whoMay('acknowledge, and take that back'),
      resolve: whoMay('resolve'),
      escalate: z
        .strictObject(
          {
            to: scalars
              .text('someone to mention: write "@group" in quotes, or a user id')
              .optional()
              .meta({ description: 'Who is mentioned.', examples: ['@oncall-data'] }),
            by: whoMay('escalate'),
            incident: scalars.sideName
              .optional()
              .meta({ description: 'Name of the incident service that is told.', examples: ['pager'] }),
            ladder: LadderConfig.optional(),
          },
          { error: ESCALATE },
        )
        .optional()
        .describe('What Escalate does, and who may.'),
      within: z
        .strictObject({ high: within, medium: within, low: within }, { error: WITHIN })
        .optional()
        .meta({
          description: 'How long something may stay open, by severity, before it is overdue.',
          examples: [{ high: '4h', medium: '3d' }],
        }),
      targets: TargetsConfig.optional(),
      snooze: whoMay('snooze, and end a snooze'),
      assign: whoMay('say whose a discrepancy is'),
      note: whoMay('write notes'),
      undo: whoMay('undo what was done last'),
      reopen: whoMay('reopen what was resolved'),
      run: whoMay('start runs and checks'),
      pause: whoMay('pause the schedule, and resume it'),
      accept: whoMay('accept or discard a held run'),
      fix: whoMay('approve remedies, take them back, and switch them on and off (unsaid: who may resolve)'),
      reveal: whoMay(
        'see values of sensitive fields (unsaid: who may resolve if that is a list, else nobody)',
      ),
      report: whoMay('get reports'),
    },
    { error: TRIAGE },
  )
  .describe('What people do with discrepancies, and who may (unsaid: every full member of the workspace).')

/** Only what is restricted stands in the rules; who may resolve may reveal, where that is a list. */
export function normaliseTriage(config: TriageConfig = {}): TriageRules {
  const said = (action: PermittedAction): Allowed | undefined =>
    (action === 'escalate' ? config.escalate?.by : config[action]) ?? config.by
  const resolve = said('resolve')
  const usualReveal = Array.isArray(resolve) ? resolve : 'nobody'
  const may: Permissions = Object.fromEntries(
    PERMITTED_ACTIONS.flatMap((action) => {
      const allowed =
        action === 'reveal'
          ? (config.reveal ?? usualReveal)
          : action === 'fix'
            ? (config.fix ?? resolve)
            : said(action)
      const usual = action === 'reveal' ? 'nobody' : 'everyone'
      return allowed === undefined || allowed === usual ? [] : [[action, allowed]]
    }),
  )
  return {
    escalateTo: config.escalate?.to ?? null,
    ...(config.escalate?.incident ? { escalateIncident: config.escalate.incident } : {}),
    ...(config.escalate?.ladder ? { ladder: normaliseLadder(config.escalate.ladder) } : {}),
    ...normaliseTimes(config),
    ...(Object.keys(may).length === 0 ? {} : { may }),
  }
}

/** What must be resolved in time is overdue after it. */
function normaliseTimes({
  targets: said,
  within,
}: TriageConfig): Pick<TriageRules, 'targets' | 'withinSeconds'> {
  const targets = normaliseTargets(said, within)
  const withinSeconds = Object.fromEntries(
    SEVERITIES.flatMap((severity) => {
      const resolveSeconds = targets[severity]?.resolveSeconds
      return resolveSeconds === undefined ? [] : [[severity, resolveSeconds]]
    }),
  )
  return {
    ...(Object.keys(targets).length > 0 ? { targets } : {}),
    ...(Object.keys(withinSeconds).length > 0 ? { withinSeconds } : {}),
  }
}
