import type { Overflow, PlainTextOption } from '@slack/types'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { hidesSomething } from './secrecy.ts'
import { writeClickValue } from './triage-buttons.ts'

/** Action id of the menu beside the title of a card; the chosen option's value begins with the word. */
export const LOOK_MENU_ACTION_ID = 'discrepancy.look'

/** What only looks, and a note, which decides nothing. */
export const LOOK_LABELS = {
  check: 'Check again',
  history: 'History',
  note: 'Add a note…',
  reveal: 'Reveal values',
} as const
export type LookAction = keyof typeof LOOK_LABELS

/** Beside the title, because what changes something fills the five places of the other menu. */
export function lookMenu(discrepancy: Discrepancy, reconciliation: Reconciliation | null): Overflow {
  const actions: readonly LookAction[] = [
    ...(discrepancy.status === 'resolved' ? [] : (['check'] as const)),
    'history',
    'note',
    ...(hidesSomething(discrepancy.finding, reconciliation) ? (['reveal'] as const) : []),
  ]
  const options = actions.map(
    (action): PlainTextOption => ({
      text: { type: 'plain_text', text: LOOK_LABELS[action] },
      value: `${action} ${writeClickValue(discrepancy)}`,
    }),
  )
  return { type: 'overflow', action_id: LOOK_MENU_ACTION_ID, options }
}
