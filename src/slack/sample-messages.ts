import { STATUSES } from '../domain/discrepancy.ts'
import { traitsOf } from '../domain/finding-traits.ts'
import { NOTE_EVENTS } from '../domain/outbox.ts'
import { digest } from './messages/digest.ts'
import { discrepancyCard } from './messages/discrepancy-card.ts'
import { discrepancyNote } from './messages/discrepancy-note.ts'
import { failingRuns } from './messages/failing-runs.ts'
import { groupNote } from './messages/group-note.ts'
import { heldRun } from './messages/held-run.ts'
import { ladderCall } from './messages/ladder-call.ts'
import type { Message } from './messages/message.ts'
import { runGroup } from './messages/run-group.ts'
import { scheduleNote } from './messages/schedule-note.ts'
import { sampleAnswers } from './sample-answers.ts'
import { AT, CUSTOMERS, DISCREPANCY, FAILED, FINDINGS, HELD, MISMATCH, PERSON, ROWS } from './sample-facts.ts'
import { sampleFixes } from './sample-fixes.ts'
import { type Sample, sampleOf } from './sample-of.ts'
import { sampleTrends } from './sample-trends.ts'

/** What the bot says, in channels and to one person, about discrepancies that nobody has. */
export function sampleMessages(): readonly Sample<Message>[] {
  return [
    ...cards(),
    ...notes(),
    ...ofRuns(),
    ...digests(),
    ...sampleTrends(),
    sampleOf(ladderCall)('nobody has answered', {
      ...{ discrepancy: DISCREPANCY, reconciliation: CUSTOMERS, extras: {} },
      link: 'https://example.slack.com/archives/C1/p1',
    }),
    ...sampleFixes(),
    ...sampleAnswers(),
  ]
}

/** Each kind of finding, and one in each state. */
function cards(): Sample<Message>[] {
  const card = sampleOf(discrepancyCard)
  const email = { crm: 'ada@example.com', billing: 'a.l@example.com' }
  const hidden = { ...MISMATCH, field: 'email', values: email }
  const resolution = { reason: 'agrees', note: null } as const
  return [
    ...FINDINGS.map((finding) => card(finding.kind, { ...DISCREPANCY, finding }, CUSTOMERS)),
    card('sensitive values', { ...DISCREPANCY, finding: hidden }, CUSTOMERS),
    card('gone from the config', DISCREPANCY, null),
    ...STATUSES.map((status) => {
      const state = status === 'resolved' ? { status, resolution } : { status }
      return card(status, { ...DISCREPANCY, ...state }, CUSTOMERS)
    }),
  ]
}

function notes(): Sample<Message>[] {
  const note = sampleOf(discrepancyNote)
  const view = { ...ROWS[0]!, actor: PERSON, at: AT, note: 'Billing knows.', resolvedAt: AT }
  return [
    ...NOTE_EVENTS.map((event) => note(event, { ...view, event })),
    sampleOf(groupNote)('a line in the thread', {
      reconciliation: CUSTOMERS,
      by: PERSON,
      count: 9,
      at: AT.toISOString(),
    }),
  ]
}

function ofRuns(): Sample<Message>[] {
  const group = sampleOf(runGroup)
  const failing = sampleOf(failingRuns)
  const counts = FINDINGS.map((finding) => ({
    ...traitsOf(finding),
    severity: finding.severity,
    status: 'new' as const,
    count: 40,
  }))
  const view = { run: FAILED, reconciliation: CUSTOMERS, counts }
  const failed = { reconciliation: CUSTOMERS, first: FAILED, newest: FAILED, count: 3, lastGood: null }
  return [
    group('a page', {
      ...view,
      rows: Array.from({ length: 12 }, (_, index) => ({ ...DISCREPANCY, number: index + 1 })),
    }),
    group('few', { ...view, rows: [DISCREPANCY] }),
    failing('several failures', { ...failed, endedBy: null }),
    failing('compared again', { ...failed, endedBy: HELD }),
    sampleOf(scheduleNote)('paused', {
      reconciliation: 'customers',
      title: 'Customers',
      did: 'paused',
      by: PERSON,
      until: AT.toISOString(),
      reason: 'migration',
    }),
    sampleOf(heldRun)('waiting', { reconciliation: CUSTOMERS, runs: [HELD], accepting: null }),
  ]
}

const TREND = {
  unit: 'day',
  points: [
    { day: '2026-11-01', opened: 9, resolved: 2, open: 7 },
    { day: '2026-11-02', opened: 1, resolved: 7, open: 1 },
  ],
} as const

function digests(): Sample<Message>[] {
  const facts = {
    day: '2026-11-02',
    since: '2026-11-01T09:00:00.000Z',
    until: '2026-11-02T09:00:00.000Z',
    opened: 1,
    reopened: 0,
    resolvedByPeople: 0,
    resolvedByThemselves: 0,
    open: { high: 1, medium: 0, low: 0 },
    reconciliations: [{ name: 'customers', title: 'Customers', opened: 1, resolved: 0, open: 1 }],
    oldest: null,
    numbers: [12],
  }
  return [
    sampleOf(digest)('a day', { facts, rows: ROWS }),
    sampleOf(digest)('a day with a trend', { facts: { ...facts, trend: TREND }, rows: ROWS }),
  ]
}
