import type { InputBlock } from '@slack/types'
import { cut, LIMITS } from '../limits.ts'
import { plainText } from './blocks.ts'

/** Block and action id of a note: where it is in the submitted state. */
export const NOTE_INPUT = 'note'

/** A few words, or many. */
export function noteInput(
  {
    label,
    hint,
    isNeeded = false,
  }: { readonly label: string; readonly hint: string; readonly isNeeded?: boolean },
  written: string | undefined,
): InputBlock {
  return {
    type: 'input',
    block_id: NOTE_INPUT,
    optional: !isNeeded,
    label: plainText(label, LIMITS.inputLabel),
    hint: plainText(hint, LIMITS.inputLabel),
    element: {
      type: 'plain_text_input',
      action_id: NOTE_INPUT,
      multiline: true,
      max_length: LIMITS.noteText,
      ...(written ? { initial_value: cut(written, LIMITS.noteText) } : {}),
    },
  }
}
