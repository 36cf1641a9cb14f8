import type { CauseTrend, FieldTrend, TrendDay } from '../../src/domain/field-trend.ts'
import { causeGone } from '../../src/slack/messages/cause-gone.ts'
import { trendAnswer } from '../../src/slack/messages/trend-answer.ts'
import { AT, sampleField, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const trend = previewsOf(trendAnswer, 'answer')
/** The same where Slack takes no chart. */
const plainly = previewsOf(
  Object.defineProperty(
    (...given: Parameters<typeof trendAnswer>) => trendAnswer(...given).plainer!,
    'name',
    { value: 'trendAnswer' },
  ),
  'answer',
)
const gone = previewsOf(causeGone, 'channel')

const DAY_MS = 86_400_000
const LAST = Date.parse('2026-11-02T00:00:00Z')

/** So many days up to the second of November: more comes on every third, and it falls. */
function daysOf(count: number): TrendDay[] {
  let open = count
  return Array.from({ length: count }, (_, at) => {
    const opened = at % 3 === 0 ? Math.max(1, Math.round((count - at) / 2)) : 1
    const resolved = Math.min(open + opened, at % 4 === 1 ? opened + Math.round(open / 3) : opened)
    open += opened - resolved
    const day = new Date(LAST - (count - 1 - at) * DAY_MS).toISOString().slice(0, 10)
    return { day, opened, resolved, open, drift: at % 7 === 6 ? null : count - at }
  })
}

const FIELDS: FieldTrend['fields'] = [
  {
    ...{ kind: 'mismatch', field: 'balance', opened: 118, openedBefore: 204, resolved: 120, open: 3 },
    drift: { count: 12, max: '0.01', sum: '0.12', largest: '0.049', countBefore: 31 },
  },
  {
    ...{ kind: 'mismatch', field: 'email', opened: 21, openedBefore: 9, resolved: 4, open: 17 },
    drift: { count: 5, max: '1', sum: '5', largest: '1', countBefore: 5 },
  },
  { kind: 'missing', field: null, opened: 7, openedBefore: 7, resolved: 7, open: 0, drift: null },
  { kind: 'invalid', field: 'balance', opened: 0, openedBefore: 2, resolved: 0, open: 1, drift: null },
]

const cause = (changes: Partial<CauseTrend>): CauseTrend => ({
  ...{ field: 'balance', cause: 'rounding', opened: 90, open: 0 },
  ...{ goneAt: null, backAt: null, awaySince: null, lastSeenAt: AT },
  ...changes,
})

const CAUSES: FieldTrend['causes'] = [
  cause({ goneAt: AT, lastSeenAt: new Date(AT.getTime() - 7 * DAY_MS) }),
  cause({ cause: 'x100', opened: 28, open: 3, backAt: AT, awaySince: new Date(AT.getTime() - 12 * DAY_MS) }),
  cause({ field: 'email', cause: 'case', opened: 21, open: 17 }),
]

const MONTH: FieldTrend = {
  ...{ name: 'customers', title: 'Customers', field: null, from: '2026-10-04', to: '2026-11-02' },
  ...{ zone: 'Europe/Berlin', days: daysOf(30), fields: FIELDS, causes: CAUSES },
}

/** What came, went and is open over time, and causes that are gone. */
export function trendPreviews(): Preview[] {
  const customers = sampleReconciliation()
  const quiet = { day: '2026-11-02', opened: 0, resolved: 0, open: 0, drift: null }
  const long = 'Reference of the customer in the ledger of the Nordic subsidiaries'
  const told = { title: 'Customers', reconciliation: 'customers', field: 'balance', cause: 'rounding' }
  const since = {
    since: '2026-09-15',
    lastSeenAt: new Date(AT.getTime() - 7 * DAY_MS).toISOString(),
    at: AT.toISOString(),
  }
  return [
    trend('30 days', MONTH, customers),
    plainly('30 days, without the chart', MONTH, customers),
    trend(
      'two weeks of one field',
      { ...MONTH, field: 'balance', days: daysOf(14), fields: FIELDS.slice(0, 1) },
      customers,
    ),
    trend('20 weeks', { ...MONTH, days: daysOf(140), causes: [] }, customers),
    trend(
      'the first day',
      { ...MONTH, days: daysOf(1), fields: FIELDS.map((row) => ({ ...row, openedBefore: null })) },
      customers,
    ),
    trend('never compared', { ...MONTH, days: [], fields: [], causes: [] }, customers),
    trend(
      'nothing differed',
      {
        ...MONTH,
        days: daysOf(30).map((day) => ({ ...day, ...quiet, day: day.day })),
        fields: [],
        causes: [],
      },
      customers,
    ),
    trend(
      'nothing differed, but for drift',
      {
        ...MONTH,
        days: daysOf(30).map(({ day, drift }) => ({ ...quiet, day, drift })),
        fields: [{ ...FIELDS[0]!, opened: 0, openedBefore: 0, resolved: 0, open: 0 }],
        causes: CAUSES.slice(0, 1),
      },
      customers,
    ),
    trend(
      'many fields with long names',
      {
        ...MONTH,
        fields: Array.from({ length: 40 }, (_, at) => ({ ...FIELDS[0]!, field: `${long} ${at}` })),
        causes: Array.from({ length: 14 }, (_, at) => cause({ field: `${long} ${at}` })),
      },
      sampleReconciliation({ fields: [sampleField('balance')] }),
    ),
    gone('told once', { ...told, ...since, findings: 118 }),
    gone('of one day', {
      ...told,
      ...since,
      cause: 'x100',
      since: since.lastSeenAt.slice(0, 10),
      findings: 5,
    }),
  ]
}
