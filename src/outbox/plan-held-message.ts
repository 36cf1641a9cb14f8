import type { GuardEvidence } from '../domain/guard.ts'
import type { WantedMessage } from '../domain/outbox.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Run } from '../domain/run.ts'
import { messageTag } from './plan-messages.ts'

/** The message about a held run, shown as it now is; nothing where nobody is told. */
export function planHeldMessage({ notify, shadow }: Reconciliation, runId: string): WantedMessage[] {
  const { channel } = notify
  if (channel === null || shadow) return []
  return [{ tag: messageTag.held(runId), channel, about: { kind: 'held', runId } }]
}

/** The held run whose message tells of this one too, because it was held for the same; null: it needs its own. */
export function findSameCause(undecided: readonly Run[], evidence: GuardEvidence): string | null {
  const cause = causeOf(evidence)
  const same = undecided.findLast(({ hold }) => hold && causeOf(hold.evidence) === cause)
  return same?.hold?.toldWith ?? null
}

function causeOf({ reasons }: GuardEvidence): string {
  return JSON.stringify(
    reasons.map((reason) => [reason.kind, 'side' in reason ? reason.side : null].join(' ')).sort(),
  )
}
