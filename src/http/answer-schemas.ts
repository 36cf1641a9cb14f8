import { z } from '@hono/zod-openapi'
import { STATUSES } from '../domain/discrepancy.ts'
import { EVENT_KINDS } from '../domain/discrepancy-event.ts'
import { FINDING_KINDS, SEVERITIES } from '../domain/finding.ts'
import { TELLINGS } from '../domain/route.ts'

const instant = z.iso.datetime()
const key = z
  .record(z.string(), z.string().nullable())
  .meta({ description: 'By the names of its parts, as text.', examples: [{ id: '1042' }] })
const counts = z.record(z.string(), z.int())

/** What one run saw of one record; each kind has members of its own. */
const FindingAnswer = z
  .looseObject({ kind: z.enum(FINDING_KINDS), key, severity: z.enum(SEVERITIES) })
  .openapi('Finding')

const members = {
  number: z.int().meta({ description: 'What people say: #1042.', examples: [1042] }),
  reconciliation: z.string().meta({ examples: ['customers'] }),
  kind: z.enum(FINDING_KINDS),
  key,
  field: z.string().nullable(),
  values: z.record(z.string(), z.string().nullable()).meta({
    description: 'By side, as read; sensitive ones masked.',
    examples: [{ crm: '42.50', billing: '42.05' }],
  }),
  status: z.enum(STATUSES),
  severity: z.enum(SEVERITIES),
  route: z
    .enum(TELLINGS)
    .meta({ description: 'How people hear of it: at once, in the digest, or not at all.' }),
  firstSeen: instant,
  lastSeen: instant,
  timesSeen: z.int(),
  timesReopened: z.int(),
  statusBy: z
    .string()
    .meta({ description: 'A Slack user id, the name of a token or of a person, or the id of a run.' }),
  statusAt: instant,
  resolution: z.looseObject({ reason: z.string(), note: z.string().nullable() }).nullable(),
  owner: z.string().nullable(),
  snoozedUntil: z
    .string()
    .nullable()
    .meta({ description: 'An instant; `change`: until its values change; null: it is not snoozed.' }),
  flapping: z.boolean(),
}

/** A discrepancy, as `counterfoil list --format json` prints it; what its kind has besides comes with it. */
const DiscrepancyAnswer = z.looseObject(members).openapi('Discrepancy')

export const DiscrepanciesAnswer = z
  .strictObject({
    discrepancies: z.array(DiscrepancyAnswer),
    total: z.int().meta({ description: 'How many there are on all pages.' }),
    next: z
      .string()
      .nullable()
      .meta({ description: 'What to send as `after` for the next page; null: this is the last.' }),
  })
  .openapi('Discrepancies')

const EventAnswer = z
  .strictObject({
    id: z.int(),
    kind: z.enum(EVENT_KINDS),
    at: instant,
    by: z.strictObject({ kind: z.enum(['person', 'run', 'timer']), id: z.string(), surface: z.string() }),
    from: z.enum(STATUSES).nullable(),
    to: z.enum(STATUSES).nullable(),
    reason: z.string().nullable(),
    note: z.string().nullable(),
    run: z.string().nullable(),
  })
  .openapi('Event')

export const HistoryAnswer = z
  .strictObject({
    discrepancy: DiscrepancyAnswer,
    history: z.array(EventAnswer).meta({ description: 'The newest first, 200 at most.' }),
  })
  .openapi('DiscrepancyWithHistory')

export const TransitionAnswer = z
  .strictObject({
    discrepancy: DiscrepancyAnswer,
    check: z
      .looseObject({ word: z.enum(['agreed', 'differed', 'unknown']) })
      .nullable()
      .meta({ description: 'Of resolve, where the sides were compared first: what they said.' }),
  })
  .openapi('Transition')

const run = {
  reconciliation: z.string().meta({ examples: ['customers'] }),
  run: z.string().meta({ description: 'Its id.', examples: ['3f2a9c1e-7a51-4c39-9f0d-2a1f5d1c9b11'] }),
  state: z.enum(['running', 'completed', 'failed', 'held', 'partial']),
  trigger: z.enum(['schedule', 'slash', 'http', 'event', 'cli']),
  requestedBy: z.string(),
  scope: z.looseObject({ kind: z.enum(['everything', 'keys', 'dates', 'changed']) }),
  startedAt: instant,
  finishedAt: instant.nullable(),
  sides: z
    .record(z.string(), z.strictObject({ rows: z.int(), totals: z.record(z.string(), z.string()) }))
    .nullable()
    .meta({ description: 'Rows and control totals by side; null until it ended, and where it failed.' }),
  counts: counts.nullable().meta({ description: 'As `counterfoil run --format json` has them.' }),
  drift: z
    .record(z.string(), z.strictObject({ count: z.int(), max: z.string(), sum: z.string() }))
    .nullable(),
  changes: z
    .strictObject({ opened: z.int(), seenAgain: z.int(), reopened: z.int(), resolved: z.int() })
    .nullable()
    .meta({ description: 'What became of discrepancies by it.' }),
  error: z.string().nullable().meta({ description: 'Why it failed, or was held.' }),
}

export const RunAnswer = z
  .looseObject({
    ...run,
    findings: z
      .array(FindingAnswer)
      .meta({ description: 'Those that no later run has seen since, 1,000 at most.' }),
  })
  .openapi('Run')

export const RunsAnswer = z
  .strictObject({
    runs: z.array(z.looseObject(run).openapi('RunInList')),
    next: z
      .string()
      .nullable()
      .meta({ description: 'What to send as `before` for the next page; null: this is the last.' }),
  })
  .openapi('Runs')
