import type { ModalView, PlainTextOption } from '@slack/types'
import { PERSON_REASONS, type ResolutionReason } from '../../domain/discrepancy.ts'
import { cut, LIMITS } from '../limits.ts'
import { plainText, section } from './blocks.ts'
import type { Message } from './message.ts'
import { REASON_LABELS } from './words.ts'

export const RESOLVE_CALLBACK_ID = 'discrepancy.resolve.submit'

/** Block and action ids of the inputs: where the answers are in the submitted state. */
export const RESOLVE_INPUTS = { reason: 'reason', note: 'note' } as const

/** Asks why it is resolved. It is opened before the row is read, so it says nothing about the row. */
export function resolveModal(number: number, privateMetadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: RESOLVE_CALLBACK_ID,
    private_metadata: cut(privateMetadata, LIMITS.privateMetadata),
    title: plainText(`Resolve #${number}`, LIMITS.modalTitle),
    submit: plainText('Resolve', LIMITS.modalTitle),
    close: plainText('Cancel', LIMITS.modalTitle),
    blocks: [
      {
        type: 'input',
        block_id: RESOLVE_INPUTS.reason,
        label: plainText('Why is it resolved?', LIMITS.inputLabel),
        element: {
          type: 'static_select',
          action_id: RESOLVE_INPUTS.reason,
          placeholder: plainText('Choose a reason', 150),
          options: PERSON_REASONS.map(reasonOption),
        },
      },
      {
        type: 'input',
        block_id: RESOLVE_INPUTS.note,
        optional: true,
        label: plainText('Note', LIMITS.inputLabel),
        hint: plainText('Needed for “Another reason”. It stands on the card.', LIMITS.inputLabel),
        element: {
          type: 'plain_text_input',
          action_id: RESOLVE_INPUTS.note,
          multiline: true,
          max_length: LIMITS.noteText,
        },
      },
    ],
  }
}

/** Replaces the form when there is nothing left to resolve. */
export function noticeModal(title: string, message: Message): ModalView {
  return {
    type: 'modal',
    title: plainText(title, LIMITS.modalTitle),
    close: plainText('Close', LIMITS.modalTitle),
    blocks: [section(message.text)],
  }
}

function reasonOption(reason: ResolutionReason): PlainTextOption {
  return { text: { type: 'plain_text', text: REASON_LABELS[reason] }, value: reason }
}
