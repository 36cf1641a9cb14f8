import type { InputBlock, KnownBlock } from '@slack/types'
import { LIMITS } from '../limits.ts'
import { context, plainText } from './blocks.ts'
import { ownerName } from './mrkdwn.ts'
import { noteInput } from './note-input.ts'
import { personInput } from './person-input.ts'
import type { TriageWindow } from './triage-window.ts'

/** Block and action id of the tick that leaves it to nobody; its one option. */
export const NOBODY_INPUT = 'nobody'

/** Whose it shall be. It offers whoever looks. */
export function assignInputs({ discrepancy: { owner }, viewer, answers }: TriageWindow): KnownBlock[] {
  return [
    ...(owner === null ? [] : [context(`👤 Assigned to ${ownerName(owner)} now`)]),
    personInput({ label: 'To whom', isNeeded: owner === null }, answers.person ?? viewer),
    ...(owner === null ? [] : [nobodyInput(answers.nobody ?? false)]),
    noteInput({ label: 'Note', hint: 'It stands in the thread and in the history.' }, answers.note),
  ]
}

function nobodyInput(isTicked: boolean): InputBlock {
  const option = {
    text: plainText('To nobody: anybody may take it', LIMITS.optionText),
    value: NOBODY_INPUT,
  }
  return {
    type: 'input',
    block_id: NOBODY_INPUT,
    optional: true,
    label: plainText('Or', LIMITS.inputLabel),
    element: {
      type: 'checkboxes',
      action_id: NOBODY_INPUT,
      options: [option],
      ...(isTicked ? { initial_options: [option] } : {}),
    },
  }
}
