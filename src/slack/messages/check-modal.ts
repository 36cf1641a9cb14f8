import type { InputBlock, ModalView } from '@slack/types'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { cut, LIMITS } from '../limits.ts'
import { plainText } from './blocks.ts'
import { reconciliationInput } from './reconciliation-select.ts'

export const CHECK_CALLBACK_ID = 'check.submit'

/** Block and action ids of the inputs beside the reconciliation: where the answers are in the submitted state. */
export const CHECK_INPUTS = { key: 'key', from: 'from', to: 'to' } as const

/** Asks what to check: a record by its key, or days. */
export function checkModal(
  chosen: Pick<Reconciliation, 'name' | 'title'> | null,
  privateMetadata: string,
): ModalView {
  return {
    type: 'modal',
    callback_id: CHECK_CALLBACK_ID,
    private_metadata: cut(privateMetadata, LIMITS.privateMetadata),
    title: plainText('Check now', LIMITS.modalTitle),
    submit: plainText('Check', LIMITS.modalTitle),
    close: plainText('Cancel', LIMITS.modalTitle),
    blocks: [
      reconciliationInput(chosen),
      {
        type: 'input',
        block_id: CHECK_INPUTS.key,
        optional: true,
        label: plainText('Key of the record', LIMITS.inputLabel),
        hint: plainText(
          'As the systems write it: 1042. Of several parts with a slash between them: eu/1042.',
          LIMITS.inputLabel,
        ),
        element: { type: 'plain_text_input', action_id: CHECK_INPUTS.key, max_length: LIMITS.noteText },
      },
      dayInput(CHECK_INPUTS.from, {
        label: 'Or all records of days, from',
        hint: 'For reconciliations whose sides name a dateColumn.',
      }),
      dayInput(CHECK_INPUTS.to, {
        label: 'To',
        hint: 'That day included. Without it: the first day alone.',
      }),
    ],
  }
}

function dayInput(
  id: string,
  { label, hint }: { readonly label: string; readonly hint: string },
): InputBlock {
  return {
    type: 'input',
    block_id: id,
    optional: true,
    label: plainText(label, LIMITS.inputLabel),
    hint: plainText(hint, LIMITS.inputLabel),
    element: { type: 'datepicker', action_id: id },
  }
}
