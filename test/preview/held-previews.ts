import type { GuardEvidence, HoldReason } from '../../src/domain/guard.ts'
import type { Hold, HoldDecision, Run, RunState } from '../../src/domain/run.ts'
import { heldRefusal, heldRun } from '../../src/slack/messages/held-run.ts'
import { AT, FINDINGS, sampleReconciliation, sampleRun } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const held = previewsOf(heldRun, 'channel')
const refused = previewsOf(heldRefusal, 'answer')

const ADA = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const

const REASONS: Readonly<Record<HoldReason['kind'], HoldReason>> = {
  'few-rows': { kind: 'few-rows', side: 'billing', minRows: 1 },
  'no-rows-here': { kind: 'no-rows-here', side: 'billing' },
  shrunk: { kind: 'shrunk', side: 'billing', maxShrink: 50_000 },
  differing: { kind: 'differing', maxDiffering: 20_000 },
}

const WORDS: Readonly<Record<HoldDecision['word'], true>> = { accepted: true, discarded: true, passed: true }

/** What came of the run that followed an Accept. */
const OUTCOMES: Readonly<Record<RunState, Partial<Run>>> = {
  running: { finishedAt: null },
  completed: { changes: { opened: 7, seenAgain: 0, reopened: 2, resolved: 1 } },
  partial: { changes: { opened: 7, seenAgain: 0, reopened: 0, resolved: 1 } },
  failed: { error: 'billing could not be read: the connection was refused' },
  held: {},
}

/** The message about a run that nothing was remembered of, in every state. */
export function heldPreviews(): Preview[] {
  const reconciliation = sampleReconciliation()
  const waiting = heldBecause([REASONS['few-rows']])
  const accepted = decided('accepted')
  const dates = { kind: 'dates', from: '2026-11-01', to: '2026-11-07' } as const
  return [
    ...Object.values(REASONS).map((reason) =>
      held(`because: ${reason.kind}`, { reconciliation, runs: [heldBecause([reason])], accepting: null }),
    ),
    held('several reasons, several times', {
      reconciliation,
      runs: [waiting, heldBecause(Object.values(REASONS))],
      accepting: null,
    }),
    held('of some days', { reconciliation, runs: [{ ...waiting, scope: dates }], accepting: null }),
    ...['discarded' as const, 'passed' as const].map((word) =>
      held(word, { reconciliation, runs: [decided(word)], accepting: null }),
    ),
    held('accepted', { reconciliation, runs: [accepted], accepting: null }),
    ...(Object.keys(OUTCOMES) as RunState[]).map((state) =>
      held(`accepted, the run that followed: ${state}`, {
        reconciliation,
        runs: [accepted],
        accepting: sampleRun({ state, ...OUTCOMES[state] }),
      }),
    ),
    refused('nobody has decided', waiting, 'Customers'),
    ...(Object.keys(WORDS) as HoldDecision['word'][]).map((word) =>
      refused(`too late, ${word}`, decided(word), 'Customers'),
    ),
  ]
}

function heldBecause(reasons: readonly HoldReason[], decision: Hold['decision'] = null): Run {
  const empty = reasons.some(({ kind }) => kind !== 'shrunk' && kind !== 'differing')
  const evidence: GuardEvidence = {
    reasons,
    rows: { crm: 847, billing: empty ? 0 : 310 },
    before: { at: '2026-11-02T08:30:00Z', rows: { crm: 845, billing: 839 } },
    differing: empty ? 847 : 537,
    keys: 847,
    examples: FINDINGS.slice(0, 3),
  }
  return sampleRun({ state: 'held', hold: { evidence, toldWith: 'r1', decision } })
}

function decided(word: HoldDecision['word']): Run {
  return heldBecause([REASONS['few-rows']], { word, by: ADA, at: AT })
}
