import type { Overflow, PlainTextOption } from '@slack/types'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import { writeClickValue } from './triage-buttons.ts'

/** Action id of the menu beside the title of a card; the chosen option's value begins with the word. */
export const LOOK_MENU_ACTION_ID = 'discrepancy.look'

/** What only looks, and a note, which decides nothing. */
export const LOOK_LABELS = {
  check: 'Check again',
  history: 'History',
  note: 'Add a note…',
} as const
export type LookAction = keyof typeof LOOK_LABELS

/** Beside the title, because what changes something fills the five places of the other menu. Two of its own are free. */
export function lookMenu(discrepancy: Discrepancy): Overflow {
  const actions: readonly LookAction[] =
    discrepancy.status === 'resolved' ? ['history', 'note'] : ['check', 'history', 'note']
  const options = actions.map(
    (action): PlainTextOption => ({
      text: { type: 'plain_text', text: LOOK_LABELS[action] },
      value: `${action} ${writeClickValue(discrepancy)}`,
    }),
  )
  return { type: 'overflow', action_id: LOOK_MENU_ACTION_ID, options }
}
