import type { ActionsBlock, Button, ConfirmationDialog } from '@slack/types'
import type { CardExtras } from '../../domain/card-extras.ts'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import { cut, LIMITS } from '../limits.ts'
import { button, plainText } from './blocks.ts'
import { writeClickValue } from './triage-buttons.ts'
import { visible } from './visible.ts'

/** Action ids of what stands on a card. */
export const FIX_ACTION_IDS = { open: 'discrepancy.fix', undo: 'discrepancy.undo-fix' } as const

/** The buttons with `Fix…` behind them, before the menu, where a remedy fits what is still open. */
export function withFixButton(
  actions: ActionsBlock | null,
  discrepancy: Discrepancy,
  { remedies = [] }: CardExtras,
): ActionsBlock | null {
  if (actions === null || remedies.length === 0 || discrepancy.status === 'resolved') return actions
  const fix: Button = {
    ...button('Fix…', FIX_ACTION_IDS.open, writeClickValue(discrepancy)),
    accessibility_label: `Fix discrepancy ${discrepancy.number}`,
  }
  const menu = actions.elements.filter(({ type }) => type === 'overflow')
  const others = actions.elements.filter(({ type }) => type !== 'overflow')
  return { ...actions, elements: [...others, fix, ...menu] }
}

/** Takes a fix back, once somebody has said so twice. */
export function undoFixButton(discrepancy: Discrepancy, text: string): Button {
  return {
    ...button('Undo fix', FIX_ACTION_IDS.undo, writeClickValue(discrepancy)),
    accessibility_label: `Undo the fix of discrepancy ${discrepancy.number}`,
    confirm: confirmation('Undo this fix?', text, 'Undo fix'),
  }
}

/** Words that are not escaped, as Slack shows them as they are. */
export function confirmation(title: string, text: string, confirm: string): ConfirmationDialog {
  return {
    title: plainText(title, LIMITS.confirmTitle),
    text: { type: 'plain_text', text: cut(visible(text), LIMITS.confirmText) },
    confirm: plainText(confirm, LIMITS.confirmButton),
    deny: plainText('Cancel', LIMITS.confirmButton),
  }
}
