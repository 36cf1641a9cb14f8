import { type DiscrepancyEvent, type EventKind, isAside } from '../domain/discrepancy-event.ts'
import type { Refused } from '../domain/refused.ts'

/** How long something can be undone. */
const UNDO_MS = 10 * 60 * 1_000

/** These make a version, and nothing of the discrepancy is other for it. */
const LEFT_ALONE: readonly EventKind[] = ['note', 'called', 'breached']

/**
 * What an undo takes back: the last thing that happened, if a person did it within ten minutes. Notes, looks and calls are left
 * alone, and what is undone is not undone again.
 */
export function findUndoable(
  events: readonly DiscrepancyEvent[],
  now: Date,
): { readonly undone: DiscrepancyEvent } | { readonly refused: Refused } {
  const last = events.findLast((event) => !LEFT_ALONE.includes(event.kind) && !isAside(event))
  if (!last || last.kind === 'undone' || last.kind === 'opened') return { refused: 'nothing-to-undo' }
  if (last.actor.kind !== 'person') return { refused: 'undo-overtaken' }
  // What was done before it could be undone.
  if (!last.details?.before) return { refused: 'nothing-to-undo' }
  return now.getTime() - last.at.getTime() > UNDO_MS ? { refused: 'undo-too-late' } : { undone: last }
}
