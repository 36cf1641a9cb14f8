import type { InputBlock } from '@slack/types'
import { LIMITS } from '../limits.ts'
import { plainText } from './blocks.ts'

/** Block and action id of a person: where they are in the submitted state. */
export const PERSON_INPUT = 'person'

/** One member of the workspace. */
export function personInput(
  {
    label,
    hint,
    isNeeded = false,
  }: { readonly label: string; readonly hint?: string; readonly isNeeded?: boolean },
  chosen: string | undefined,
): InputBlock {
  return {
    type: 'input',
    block_id: PERSON_INPUT,
    optional: !isNeeded,
    label: plainText(label, LIMITS.inputLabel),
    ...(hint === undefined ? {} : { hint: plainText(hint, LIMITS.inputLabel) }),
    element: {
      type: 'users_select',
      action_id: PERSON_INPUT,
      placeholder: plainText('Choose a person', LIMITS.placeholder),
      ...(chosen === undefined ? {} : { initial_user: chosen }),
    },
  }
}
