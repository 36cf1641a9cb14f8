import type { Discrepancy } from '../domain/discrepancy.ts'
import type { EventKind } from '../domain/discrepancy-event.ts'
import type { Ladder, LadderState } from '../domain/ladder.ts'

/**
 * What becomes of a ladder when something happened. `begin`: from its first step, whatever it was; `begin-or-go-on`: only
 * where none is gone; `resume`: where it was when somebody answered; `wake`: what was due meanwhile is due now.
 */
export type Steering =
  | 'begin'
  | 'begin-or-go-on'
  | 'resume'
  | 'wake'
  | 'keep'
  | { readonly end: NonNullable<LadderState['endedBy']> }

/** `told`: a run told people of it first, or again after it came back. */
export type Happening = EventKind | 'told'

/** By the discrepancy as it is after that. */
export function steerLadder(rules: Ladder, after: Discrepancy, did: Happening): Steering {
  if (!isForLadder(rules, after)) return { end: endOf(after) }
  switch (did) {
    case 'escalated':
      return 'begin-or-go-on'
    case 'told':
      return rules.from === 'opened' ? 'begin' : 'keep'
    case 'reopened':
    case 'unacknowledged':
      return 'begin'
    case 'stable':
      return rules.from === 'opened' ? 'begin-or-go-on' : 'keep'
    case 'undone':
      return 'resume'
    case 'woke':
    case 'unsnoozed':
      return 'wake'
    default:
      return 'keep'
  }
}

/** Whether somebody is to be called about it, as it is. */
export function isForLadder({ from, severities }: Ladder, { status, finding }: Discrepancy): boolean {
  if (!severities.includes(finding.severity)) return false
  return status === 'escalated' || (status === 'new' && from === 'opened')
}

/** Why nobody is to be called about it any more. */
export function endOf({ status }: Pick<Discrepancy, 'status'>): NonNullable<LadderState['endedBy']> {
  return status === 'acknowledged' || status === 'resolved' ? status : 'withdrawn'
}
