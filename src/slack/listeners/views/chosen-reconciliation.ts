import type { SlackViewAction } from '@slack/bolt'
import type { Reconciliation } from '../../../domain/reconciliation.ts'
import { RECONCILIATION_INPUT, RECONCILIATION_SELECT_ID } from '../../messages/reconciliation-select.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'

/** What stands at the input where it is null. */
export const NOT_THERE = {
  [RECONCILIATION_INPUT]: 'The config does not have this one any more: choose another.',
} as const

/** The reconciliation chosen in a window, or null: the config does not have it any more. */
export function chosenReconciliation({ context }: Room, { view }: SlackViewAction): Reconciliation | null {
  const answer = view.state.values[RECONCILIATION_INPUT]?.[RECONCILIATION_SELECT_ID]
  return definitionOf(context, answer?.selected_option?.value ?? '')
}
