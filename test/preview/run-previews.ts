import { TELLINGS } from '../../src/domain/route.ts'
import type { BudgetLimit } from '../../src/domain/run-part.ts'
import { type RunView, runAnswer } from '../../src/slack/messages/run-answer.ts'
import { FINDINGS, STATES, sampleDiscrepancy, sampleReconciliation, sampleSummary } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const answer = previewsOf(runAnswer, 'answer')

const NOTHING = { missing: 0, mismatch: 0, duplicate: 0, invalid: 0, drift: 0 }
const AGREEING = sampleSummary({ ...NOTHING, matched: 847, agreeing: 847 })
const LIMITS: readonly BudgetLimit[] = ['time', 'rows', 'findings']

const FOUND: RunView = {
  reconciliation: sampleReconciliation(),
  scope: { kind: 'everything' },
  summary: sampleSummary({ rekeyed: 1, schema: 1 }),
  changes: { opened: 3, seenAgain: 25, reopened: 1, resolved: 2 },
  discrepancies: FINDINGS.map((finding, index) => sampleDiscrepancy({ number: index + 12, finding })),
}
const RULES = sampleReconciliation({ routes: [{ when: {}, to: { tells: 'digest' } }] })
const AGREES: RunView = {
  ...FOUND,
  summary: AGREEING,
  changes: { opened: 0, seenAgain: 0, reopened: 0, resolved: 0 },
  discrepancies: [],
}

/** What a run comes to: the answer to whoever asked. */
export function runPreviews(): Preview[] {
  return [...answers(), ...parts()]
}

function answers(): Preview[] {
  const one = sampleSummary({ ...NOTHING, matched: 1, agreeing: 1 })
  const none = sampleSummary({ ...NOTHING, matched: 0, agreeing: 0 })
  const dates = { kind: 'dates', from: '2026-11-01', to: '2026-11-07' } as const
  const changed = { kind: 'changed', since: { crm: '2026-11-02T08:30:00Z' }, keys: 12 } as const
  return [
    answer('all agree', AGREES),
    answer('all agree, and some are resolved by that', {
      ...AGREES,
      changes: { opened: 0, seenAgain: 0, reopened: 0, resolved: 4 },
      discrepancies: [STATES['resolved by a run']!],
    }),
    answer('findings', FOUND),
    answer('one finding', {
      ...FOUND,
      summary: sampleSummary({ ...NOTHING, mismatch: 1, matched: 847, agreeing: 846 }),
      changes: { opened: 1, seenAgain: 0, reopened: 0, resolved: 0 },
      discrepancies: [sampleDiscrepancy()],
    }),
    answer('patterns', {
      ...FOUND,
      summary: sampleSummary({ ...NOTHING, mismatch: 2_412, matched: 9_000, agreeing: 6_588 }),
      patterns: [
        { field: 'balance', cause: 'x100', count: 2_340 },
        { field: 'plan', cause: null, count: 40 },
        { field: 'balance', cause: 'rounding', count: 32 },
      ],
    }),
    answer('one record', { ...AGREES, summary: one }),
    answer('no record', { ...AGREES, summary: none }),
    answer('changes', { ...FOUND, scope: changed }),
    answer('no change', { ...AGREES, scope: { kind: 'changed', keys: 0 }, summary: none }),
    answer('everything instead of changes', {
      ...AGREES,
      scope: { kind: 'everything', because: 'crm has no watermark yet' },
    }),
    answer('days, with others open from other days', { ...FOUND, scope: dates, findings: [FINDINGS[0]!] }),
    answer('in flight at the second look', {
      ...AGREES,
      summary: { ...sampleSummary({ ...NOTHING, timing: 3, agreeing: 847, matched: 847 }), notSettled: 2 },
    }),
    answer('shadow', { ...FOUND, reconciliation: sampleReconciliation({ shadow: true }) }),
    answer('told by rules', {
      ...FOUND,
      reconciliation: RULES,
      changes: { opened: FINDINGS.length, seenAgain: 0, reopened: 0, resolved: 0 },
      discrepancies: FOUND.discrepancies.map((each, index) => ({
        ...each,
        route: TELLINGS[Math.min(index, TELLINGS.length - 1)]!,
      })),
    }),
  ]
}

function parts(): Preview[] {
  const part = {
    after: null,
    upTo: { id: '1042' },
    stoppedBy: 'time' as const,
    keyOrder: [],
    configHash: 'c',
    findingsSoFar: 41,
  }
  const reconciliation = sampleReconciliation({ budget: { timeSeconds: 600, rows: 100_000, findings: 500 } })
  return [
    ...LIMITS.map((stoppedBy) =>
      answer(`partial, stopped by ${stoppedBy}`, { ...FOUND, reconciliation, part: { ...part, stoppedBy } }),
    ),
    answer('partial, nothing found so far', { ...AGREES, reconciliation, part }),
    answer('went on after a part', {
      ...FOUND,
      reconciliation,
      part: { ...part, after: { id: '1042' }, upTo: null, stoppedBy: null },
    }),
  ]
}
