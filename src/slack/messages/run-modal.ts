import type { ModalView } from '@slack/types'
import { cut, LIMITS } from '../limits.ts'
import { plainText } from './blocks.ts'
import { reconciliationInput } from './reconciliation-select.ts'

export const RUN_CALLBACK_ID = 'run.submit'

/** Block and action id of the choice beside the reconciliation, and the one value it has. */
export const RUN_INPUTS = { deep: 'deep' } as const

/** Asks what to run. */
export function runModal(
  chosen: Parameters<typeof reconciliationInput>[0],
  privateMetadata: string,
): ModalView {
  return {
    type: 'modal',
    callback_id: RUN_CALLBACK_ID,
    private_metadata: cut(privateMetadata, LIMITS.privateMetadata),
    title: plainText('Run now', LIMITS.modalTitle),
    submit: plainText('Run', LIMITS.modalTitle),
    close: plainText('Cancel', LIMITS.modalTitle),
    blocks: [
      reconciliationInput(chosen),
      {
        type: 'input',
        block_id: RUN_INPUTS.deep,
        optional: true,
        label: plainText('How much', LIMITS.inputLabel),
        element: {
          type: 'checkboxes',
          action_id: RUN_INPUTS.deep,
          options: [
            {
              text: plainText('Every record of it', LIMITS.optionText),
              description: plainText('Unticked: what its schedule compares', LIMITS.optionText),
              value: RUN_INPUTS.deep,
            },
          ],
        },
      },
    ],
  }
}
