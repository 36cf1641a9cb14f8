import type { RunState } from '../../src/domain/run.ts'
import { retryAnswer, type Undelivered } from '../../src/slack/messages/delivery-problems.ts'
import { type StatusView, statusAnswer } from '../../src/slack/messages/status-answer.ts'
import { AT, sampleReconciliation, sampleRun } from '../slack/samples.ts'
import { PAUSE } from './command-previews.ts'
import { type Preview, previewsOf } from './preview.ts'

const status = previewsOf(statusAnswer, 'answer')
const retried = previewsOf(retryAnswer, 'answer')

type Health = StatusView['reconciliations'][number]

export const HEALTHY: Health = {
  reconciliation: sampleReconciliation(),
  lastRun: sampleRun(),
  running: null,
  open: { high: 0, medium: 0, low: 0 },
  nextRuns: [{ startsAt: new Date(AT.getTime() + 3_600_000), changedOnly: false }],
}

/** What the last run says of itself. */
export const LAST_RUNS: Readonly<Record<RunState, Partial<Health>>> = {
  completed: { open: { high: 3, medium: 4, low: 5 } },
  running: { running: sampleRun({ state: 'running', finishedAt: null }) },
  failed: {
    lastRun: sampleRun({
      state: 'failed',
      summary: null,
      error: 'billing could not be read to its end: exports/billing.csv stops in the middle of line 412',
    }),
  },
  held: {
    lastRun: sampleRun({ state: 'held', summary: null, error: 'billing has no rows' }),
    held: { times: 3, since: AT },
  },
  partial: {
    lastRun: sampleRun({
      state: 'partial',
      part: {
        after: null,
        upTo: { id: '1042' },
        stoppedBy: 'time',
        keyOrder: [],
        configHash: 'c',
        findingsSoFar: 4,
      },
    }),
  },
}

/** One of each kind of message that can fail to arrive. */
export const UNDELIVERED: readonly Undelivered[] = [
  {
    about: { kind: 'discrepancy', number: 12 },
    channel: '#ops',
    error: 'There is no channel #ops, or the bot may not see it: invite it there',
  },
  { about: { kind: 'note', number: 12, event: 'escalated', version: 2 }, channel: '#ops', error: null },
  { about: { kind: 'run-group', runId: 'r1' }, channel: '#ops', error: 'Slack answered 503' },
  { about: { kind: 'held', runId: 'r1' }, channel: '#ops', error: 'is_archived' },
  { about: { kind: 'digest', id: 'd1' }, channel: '#finance', error: 'not_in_channel' },
  {
    about: {
      kind: 'schedule',
      reconciliation: 'customers',
      did: 'paused',
      by: PAUSE.by,
      until: null,
      reason: null,
    },
    channel: '#ops',
    error: 'is_archived',
  },
]

/** Health of every reconciliation, and what could not be told. */
export function statusPreviews(): Preview[] {
  const one = (health: Partial<Health>): StatusView => ({
    reconciliations: [{ ...HEALTHY, ...health }],
    failedDeliveries: [],
  })
  const healthy = one({})
  return [
    status('no reconciliation', { reconciliations: [], failedDeliveries: [] }),
    status('healthy', healthy),
    status('has not run', one({ lastRun: null, nextRuns: [] })),
    ...(Object.keys(LAST_RUNS) as RunState[]).map((state) =>
      status(`last run: ${state}`, one(LAST_RUNS[state])),
    ),
    status('a trend', one({ findings: [3, 3, 4, 4, 6, 9, 12, 7, 5, 2, 0, 0, 1, 9] })),
    ...schedulePreviews(one),
    status(
      'shadow, followed by its changes',
      one({
        reconciliation: sampleReconciliation({ shadow: true }),
        verified: { through: AT, lastFullRunAt: null },
      }),
    ),
    status('awaited after events', one({ awaited: { records: 142, overdueSince: null, error: null } })),
    status(
      'awaited after events, and not checked',
      one({
        awaited: { records: 1, overdueSince: AT, error: 'billing cannot be reached: no host has that name' },
      }),
    ),
    status('no longer in the config', {
      ...healthy,
      elsewhere: [
        { reconciliation: 'stock', open: 4 },
        { reconciliation: 'orders', open: 1 },
      ],
    }),
    status('topics in trouble', {
      ...healthy,
      topics: [
        {
          ...{ reconciliation: 'customers', side: 'crm', topic: 'crm.customers' },
          failing: {
            since: AT,
            why: 'The brokers of source "crm_topic" cannot be reached, or do not answer for topic "crm.customers": look at sources.crm_topic.brokers, at whether they ask for tls or sasl, and at the network',
          },
          ...{ unreadable: null, lost: null },
        },
        {
          ...{ reconciliation: 'customers', side: 'billing', topic: 'billing', failing: null },
          unreadable: { count: 12, why: 'it has no key "id"', partition: 0, offset: '48211', at: AT },
          lost: { what: 'messages 40000 to 41999 of partition 0 were gone before they were read', at: AT },
        },
      ],
    }),
    status('delivery problems', {
      ...healthy,
      failedDeliveries: UNDELIVERED,
      waitingDeliveries: UNDELIVERED.slice(0, 1),
    }),
    status('acknowledged in time', {
      ...healthy,
      acks: { since: AT, count: 412, p50Ms: 4.2, p99Ms: 31, maxMs: 55, late: 0 },
    }),
    status('acknowledged too late', {
      ...healthy,
      acks: { since: AT, count: 412, p50Ms: 12, p99Ms: 2_410, maxMs: 3_400, late: 2 },
    }),
    status('nothing acknowledged yet', {
      ...healthy,
      acks: { since: AT, count: 0, p50Ms: 0, p99Ms: 0, maxMs: 0, late: 0 },
    }),
    status('more than it shows', {
      reconciliations: Array.from({ length: 24 }, () => HEALTHY),
      failedDeliveries: Array.from({ length: 9 }, () => UNDELIVERED[0]!),
    }),
    retried('nothing to try again', 0),
    retried('one message', 1),
    retried('several messages', 7),
  ]
}

/** What the schedule does, and what keeps it from it. */
function schedulePreviews(one: (health: Partial<Health>) => StatusView): Preview[] {
  const hours = (count: number) => new Date(AT.getTime() + count * 3_600_000)
  const nextRuns = [
    { startsAt: hours(1), changedOnly: true },
    { startsAt: hours(62), changedOnly: false },
  ]
  const leftOut = { tick: AT, runStartedAt: hours(-1) }
  const running = sampleRun({ state: 'running', finishedAt: null, startedAt: leftOut.runStartedAt })
  return [
    status('several schedules', one({ nextRuns })),
    status('paused', one({ nextRuns: [{ startsAt: hours(3), changedOnly: false }], pause: PAUSE })),
    status('paused without an end', one({ nextRuns: [], pause: { ...PAUSE, until: null, reason: null } })),
    status('left out, still going', one({ nextRuns, leftOut, running })),
    status('left out', one({ nextRuns, leftOut })),
  ]
}
