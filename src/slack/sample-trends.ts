import type { FieldTrend } from '../domain/field-trend.ts'
import { causeGone } from './messages/cause-gone.ts'
import type { Message } from './messages/message.ts'
import { trendAnswer } from './messages/trend-answer.ts'
import { AT, CUSTOMERS } from './sample-facts.ts'
import { type Sample, sampleOf } from './sample-of.ts'

const DRIFT = { count: 4, max: '0.01', sum: '0.03', largest: '0.02', countBefore: 9 }
const ROW = { kind: 'mismatch', opened: 10, openedBefore: 12, resolved: 9, open: 1 } as const

const TREND: FieldTrend = {
  ...{
    name: 'customers',
    title: 'Customers',
    field: null,
    from: '2026-11-01',
    to: '2026-11-02',
    zone: 'UTC',
  },
  days: [
    { day: '2026-11-01', opened: 9, resolved: 2, open: 7, drift: 5 },
    { day: '2026-11-02', opened: 1, resolved: 7, open: 1, drift: 4 },
  ],
  fields: [
    { ...ROW, field: 'balance', drift: DRIFT },
    { ...ROW, field: 'email', drift: null },
    { ...ROW, kind: 'missing', field: null, openedBefore: null, drift: null },
  ],
  causes: [
    {
      ...{ field: 'balance', cause: 'rounding', opened: 9, open: 0, lastSeenAt: AT },
      ...{ goneAt: AT, backAt: null, awaySince: null },
    },
  ],
}

/** What is told of trends. */
export function sampleTrends(): Sample<Message>[] {
  const trend = sampleOf(trendAnswer)
  return [
    trend('two days', TREND, CUSTOMERS),
    trend('never compared', { ...TREND, days: [], fields: [], causes: [] }, CUSTOMERS),
    sampleOf(causeGone)('told once', {
      ...{ title: 'Customers', reconciliation: 'customers', field: 'balance', cause: 'rounding' },
      ...{ findings: 118, since: '2026-09-21', lastSeenAt: '2026-10-26T09:00:00.000Z', at: AT.toISOString() },
    }),
  ]
}
