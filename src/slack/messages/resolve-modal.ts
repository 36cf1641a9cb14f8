import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import { PERSON_REASONS, type ResolutionReason } from '../../domain/discrepancy.ts'
import { cut, LIMITS } from '../limits.ts'
import { context, plainText, section } from './blocks.ts'
import type { Message } from './message.ts'
import { REASON_LABELS } from './words.ts'

export const RESOLVE_CALLBACK_ID = 'discrepancy.resolve.submit'

/** Block and action ids of the inputs: where the answers are in the submitted state. */
export const RESOLVE_INPUTS = { reason: 'reason', note: 'note' } as const

/** What somebody wrote in the window already. */
export interface ResolveAnswers {
  readonly reason: ResolutionReason
  readonly note: string
}

/** Asks why it is resolved. It is opened before the row is read, so it says nothing about the row. */
export function resolveModal(number: number, privateMetadata: string): ModalView {
  return resolveForm({ number, privateMetadata, submit: 'Resolve', blocks: resolveInputs(null) })
}

/** Asks again, with what was answered before, after an outcome that did not resolve it. */
export function askAgainModal(asked: {
  readonly number: number
  readonly privateMetadata: string
  readonly outcome: Message
  readonly answers: ResolveAnswers
  readonly submit: 'Resolve' | 'Resolve anyway'
}): ModalView {
  const { outcome, answers } = asked
  return resolveForm({ ...asked, blocks: [...outcome.blocks, ...resolveInputs(answers)] })
}

/** Stands there while the sides are compared. */
export function checkingModal(number: number): ModalView {
  return waitModal(number, [
    section('⏳ *Checking* what all sides say now …'),
    context('If you close this window, it goes on, and you are told the outcome.'),
  ])
}

/** Stands there while what needs no look at the sides takes long all the same. */
export function resolvingModal(number: number): ModalView {
  return waitModal(number, [
    section('⏳ This takes a little longer than usual. It goes on if you close this window.'),
  ])
}

function waitModal(number: number, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plainText(`Resolve #${number}`, LIMITS.modalTitle),
    close: plainText('Close', LIMITS.modalTitle),
    blocks,
  }
}

/** Replaces the form when there is nothing left to ask. */
export function noticeModal(title: string, message: Message): ModalView {
  return {
    type: 'modal',
    title: plainText(title, LIMITS.modalTitle),
    close: plainText('Close', LIMITS.modalTitle),
    blocks: message.blocks,
  }
}

function resolveForm(form: {
  readonly number: number
  readonly privateMetadata: string
  readonly submit: string
  readonly blocks: KnownBlock[]
}): ModalView {
  return {
    type: 'modal',
    callback_id: RESOLVE_CALLBACK_ID,
    private_metadata: cut(form.privateMetadata, LIMITS.privateMetadata),
    title: plainText(`Resolve #${form.number}`, LIMITS.modalTitle),
    submit: plainText(form.submit, LIMITS.modalTitle),
    close: plainText('Cancel', LIMITS.modalTitle),
    blocks: form.blocks,
  }
}

function resolveInputs(answers: ResolveAnswers | null): InputBlock[] {
  const chosen = PERSON_REASONS.find((reason) => reason === answers?.reason)
  return [
    {
      type: 'input',
      block_id: RESOLVE_INPUTS.reason,
      label: plainText('Why is it resolved?', LIMITS.inputLabel),
      hint: plainText(
        '“Fixed at the source” and “Another reason” look at the sides first.',
        LIMITS.inputLabel,
      ),
      element: {
        type: 'static_select',
        action_id: RESOLVE_INPUTS.reason,
        placeholder: plainText('Choose a reason', 150),
        options: PERSON_REASONS.map(reasonOption),
        ...(chosen ? { initial_option: reasonOption(chosen) } : {}),
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
        ...(answers?.note ? { initial_value: answers.note } : {}),
      },
    },
  ]
}

function reasonOption(reason: ResolutionReason): PlainTextOption {
  return { text: { type: 'plain_text', text: REASON_LABELS[reason] }, value: reason }
}
