import type { KnownBlock, ModalView } from '@slack/types'
import { cut, LIMITS } from '../limits.ts'
import { assignInputs } from './assign-inputs.ts'
import { plainText, section } from './blocks.ts'
import { cardText } from './discrepancy-card.ts'
import { escalateInputs } from './escalate-inputs.ts'
import { noteInput } from './note-input.ts'
import { snoozeInputs } from './snooze-inputs.ts'
import type { TriageWindow, WindowAction } from './triage-window.ts'

/** Callback ids of the windows: what the listeners are registered for. */
export const TRIAGE_CALLBACK_IDS: Readonly<Record<WindowAction, string>> = {
  escalate: 'discrepancy.escalate.submit',
  snooze: 'discrepancy.snooze.submit',
  assign: 'discrepancy.assign.submit',
  note: 'discrepancy.note.submit',
}

const SUBMITS: Readonly<Record<WindowAction, string>> = {
  escalate: 'Escalate',
  snooze: 'Snooze',
  assign: 'Assign',
  note: 'Add the note',
}

/** Asks what an action needs, about one discrepancy as it now is. */
export function triageModal(view: TriageWindow): ModalView {
  const { action, discrepancy, reconciliation, notice, privateMetadata } = view
  return {
    type: 'modal',
    callback_id: TRIAGE_CALLBACK_IDS[action],
    private_metadata: cut(privateMetadata, LIMITS.privateMetadata),
    title: titleOf(action, discrepancy.number),
    submit: plainText(SUBMITS[action], LIMITS.modalTitle),
    close: plainText('Cancel', LIMITS.modalTitle),
    blocks: [
      ...(notice === null ? [] : [...notice.blocks, { type: 'divider' } as const]),
      section(cardText(discrepancy, reconciliation)),
      ...inputsOf(view),
    ],
  }
}

/** Slack wants a window at once; what it asks depends on the row, which is read behind it. */
export function triageLoadingModal(action: WindowAction, number: number): ModalView {
  return wait(action, number, '⏳ Reading how it stands …')
}

/** Stands there while what was submitted takes long. */
export function triageWaitingModal(action: WindowAction, number: number): ModalView {
  return wait(
    action,
    number,
    '⏳ This takes a little longer than usual. It goes on if you close this window.',
  )
}

function wait(action: WindowAction, number: number, words: string): ModalView {
  return {
    type: 'modal',
    title: titleOf(action, number),
    close: plainText('Close', LIMITS.modalTitle),
    blocks: [section(words)],
  }
}

function titleOf(action: WindowAction, number: number) {
  return plainText(`${windowTitle(action)} #${number}`, LIMITS.modalTitle)
}

/** `Escalate`, `Note on`. */
function windowTitle(action: WindowAction): string {
  return action === 'note' ? 'Note on' : SUBMITS[action]
}

function inputsOf(view: TriageWindow): KnownBlock[] {
  switch (view.action) {
    case 'escalate':
      return escalateInputs(view)
    case 'snooze':
      return snoozeInputs(view)
    case 'assign':
      return assignInputs(view)
    case 'note':
      return [
        noteInput(
          { label: 'Note', hint: 'It stands in the thread and in the history.', isNeeded: true },
          view.answers.note,
        ),
      ]
  }
}
