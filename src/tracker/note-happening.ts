import type { Actor, Discrepancy } from '../domain/discrepancy.ts'
import type { EventDetails } from '../domain/discrepancy-event.ts'
import type { PlannedTransition } from './apply-transition.ts'

export const TIMER: Actor = { kind: 'timer', id: 'timer', surface: 'timer' }

/** Writes down what a clock did about a discrepancy, which stays as it is but for its version. */
export function noteHappening(
  discrepancy: Discrepancy,
  {
    kind,
    now,
    details,
  }: { readonly kind: 'called' | 'breached'; readonly now: Date; readonly details: EventDetails },
): PlannedTransition {
  const { number, version } = discrepancy
  const nothing = { runId: null, from: null, to: null, reason: null, note: null, finding: null }
  return {
    after: { ...discrepancy, version: version + 1 },
    event: { ...nothing, number, kind, actor: TIMER, at: now, details },
  }
}
