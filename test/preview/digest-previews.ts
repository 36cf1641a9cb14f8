import type { DigestFacts, DigestTrend } from '../../src/domain/digest-facts.ts'
import { digest } from '../../src/slack/messages/digest.ts'
import { FINDINGS, QUIET, sampleDiscrepancy, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const daily = previewsOf(digest, 'channel')
/** The same where Slack takes no chart. */
const plainly = previewsOf(
  Object.defineProperty((view: Parameters<typeof digest>[0]) => digest(view).plainer!, 'name', {
    value: 'digest',
  }),
  'channel',
)

const ADA = { kind: 'person', id: 'U012ADA', surface: 'slack' } as const

/** Two weeks that end with the day of the digest: opened, resolved, open at the end. */
const DAYS: readonly (readonly [opened: number, resolved: number, open: number])[] = [
  [4, 2, 6],
  [3, 4, 5],
  [0, 1, 4],
  [0, 0, 4],
  [9, 3, 10],
  [5, 6, 9],
  [2, 4, 7],
  [3, 3, 7],
  [6, 5, 8],
  [0, 0, 8],
  [0, 1, 7],
  [12, 2, 17],
  [14, 14, 17],
  [2, 7, 12],
]

const TREND: DigestTrend = {
  unit: 'day',
  points: DAYS.map(([opened, resolved, open], at) => ({
    day: new Date(Date.UTC(2026, 9, 20 + at)).toISOString().slice(0, 10),
    opened,
    resolved,
    open,
  })),
}

const BUSY: DigestFacts = {
  ...QUIET,
  opened: 14,
  reopened: 2,
  resolvedByPeople: 5,
  resolvedByThemselves: 9,
  resolvers: {
    people: 5,
    top: [
      { actor: ADA, count: 2 },
      { actor: { kind: 'person', id: 'lin', surface: 'cli' }, count: 1 },
      { actor: { kind: 'person', id: 'mo', surface: 'cli' }, count: 1 },
    ],
  },
  acknowledgedAfter: { seconds: 740, count: 6 },
  resolvedAfter: { seconds: 11_000, count: 5 },
  openBefore: 7,
  open: { high: 3, medium: 4, low: 5 },
  snoozed: 2,
  wakingSoon: 1,
  causes: [
    { cause: 'rounding', opened: 6, open: 5 },
    { cause: 'timezone', opened: 2, open: 0 },
  ],
  fields: [
    { kind: 'mismatch', field: 'balance', opened: 8, open: 6 },
    { kind: 'missing', field: null, opened: 3, open: 4 },
    { kind: 'mismatch', field: 'plan', opened: 3, open: 2 },
  ],
  trend: TREND,
  oldest: { number: 3, firstSeenAt: '2026-10-21T07:12:00.000Z' },
  reconciliations: [
    { name: 'customers', title: 'Customers', opened: 12, resolved: 14, open: 9 },
    { name: 'payments', title: 'Payments', opened: 2, resolved: 0, open: 3 },
    { name: 'stock', title: 'Stock', opened: 0, resolved: 0, open: 0 },
  ],
  numbers: [12, 13, 14],
}

const FIRST_DAY: DigestFacts = {
  ...QUIET,
  opened: 31,
  open: { high: 22, medium: 9, low: 0 },
  fields: [{ kind: 'missing', field: null, opened: 31, open: 31 }],
  trend: { unit: 'day', points: [{ day: '2026-11-02', opened: 31, resolved: 0, open: 31 }] },
  oldest: { number: 1, firstSeenAt: '2026-11-02T07:12:00.000Z' },
  reconciliations: [{ name: 'customers', title: 'Customers', opened: 31, resolved: 0, open: 31 }],
  numbers: [12, 13, 14],
}

const LONG = 'Payments of the Nordic subsidiaries, booked against the ledger'
const FIFTEEN: DigestFacts = {
  ...BUSY,
  openBefore: 12,
  reconciliations: Array.from({ length: 15 }, (_, at) => ({
    name: `r${at}`,
    title: `${LONG} ${at + 1}`,
    opened: 15 - at,
    resolved: at,
    open: 1_200 - at * 70,
  })),
  held: [`${LONG} 1`, `${LONG} 2`],
  failing: [`${LONG} 3`],
  stopped: [`${LONG} 4`],
}

const FIX = {
  reconciliation: 'customers',
  remedy: 'copy_balance',
  title: 'Copy the balance from the CRM',
  automatic: true,
  state: 'verified',
  count: 12,
  numbers: [21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32],
} as const
const FIXES: NonNullable<DigestFacts['fixes']> = [
  FIX,
  { ...FIX, remedy: 'close_contact', title: 'Close the contact', count: 1, numbers: [33] },
  { ...FIX, automatic: false, count: 2, numbers: [34, 35] },
  { ...FIX, state: 'failed', count: 1, numbers: [36] },
  { ...FIX, state: 'unverified', count: 2, numbers: [37, 38] },
]

/** The message about a day. */
export function digestPreviews(): Preview[] {
  const many = Array.from({ length: 12 }, (_, index) => ({
    discrepancy: sampleDiscrepancy({ number: 12 + index, finding: FINDINGS[index % FINDINGS.length]! }),
    reconciliation: sampleReconciliation(),
  }))
  const rows = many.slice(0, 3)
  const [first, ...others] = rows
  const done = sampleDiscrepancy({
    ...first!.discrepancy,
    status: 'resolved',
    statusBy: ADA,
    resolution: { reason: 'fixed', note: null },
  })
  return [
    daily('quiet', { facts: QUIET, rows: [] }),
    daily('busy', { facts: BUSY, rows }),
    daily('some of it late', { facts: { ...BUSY, overdue: 3, missed: 2 }, rows }),
    daily('nothing open, and targets were missed', {
      facts: { ...QUIET, resolvedByThemselves: 1, missed: 1 },
      rows: [],
    }),
    daily('busy, in a channel', { facts: BUSY, rows, id: '#ops:2026-11-02' }),
    plainly('busy, without the chart', { facts: BUSY, rows }),
    daily('first day', { facts: FIRST_DAY, rows }),
    daily('Monday after the weekend', {
      facts: { ...BUSY, since: '2026-10-30T08:00:00.000Z', reopened: 0, openBefore: 13 },
      rows,
    }),
    daily('causes are gone, and one is back', {
      facts: {
        ...BUSY,
        gone: [
          { title: 'Customers', field: 'balance', cause: 'rounding' },
          { title: 'Payments', field: 'amount', cause: 'x100' },
        ],
        back: [{ title: 'Customers', field: 'email', cause: 'case', seconds: 12 * 86_400 + 500 }],
      },
      rows,
    }),
    daily('quiet, but a cause is gone', {
      facts: { ...QUIET, gone: [{ title: 'Customers', field: 'balance', cause: 'rounding' }] },
      rows: [],
    }),
    daily('week by week', {
      facts: {
        ...BUSY,
        trend: {
          unit: 'week',
          points: TREND.points.slice(-12).map((point, at) => ({
            ...point,
            day: new Date(Date.UTC(2026, 7, 17 + at * 7)).toISOString().slice(0, 10),
          })),
        },
      },
      rows,
    }),
    daily('one row resolved since', {
      facts: BUSY,
      rows: [{ ...first!, discrepancy: done }, ...others],
    }),
    daily('15 reconciliations with long names, held, failing and partial', {
      facts: FIFTEEN,
      rows: many.slice(0, 5),
    }),
    plainly('15 reconciliations with long names, without the chart', {
      facts: FIFTEEN,
      rows: many.slice(0, 5),
    }),
    daily('of an older version', {
      facts: {
        ...QUIET,
        opened: 14,
        resolvedByPeople: 5,
        open: { high: 30, medium: 12, low: 0 },
        reconciliations: BUSY.reconciliations,
        numbers: [12],
      },
      rows: many,
    }),
    daily('nothing is open any more', {
      facts: { ...BUSY, open: QUIET.open, oldest: null, snoozed: 0, wakingSoon: 0, numbers: [] },
      rows: [],
    }),
    daily('quiet, but runs were held and stopped', {
      facts: { ...QUIET, held: ['Customers', 'Payments'], failing: ['Refunds'], stopped: ['Stock'] },
      rows: [],
    }),
    daily('busy, with fixes', { facts: { ...BUSY, fixes: FIXES }, rows }),
    daily('busy, and a run was held', { facts: { ...BUSY, held: ['Payments'] }, rows }),
  ]
}
