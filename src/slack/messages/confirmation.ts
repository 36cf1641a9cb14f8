import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { EventKind } from '../../domain/discrepancy-event.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { statusMarks } from './status-line.ts'
import { undoButton } from './triage-buttons.ts'
import { STATUS_LABELS } from './words.ts'

/** Tells somebody that their click did what they wanted, where the message they clicked does not show it. */
export function confirmation(discrepancy: Discrepancy, did: EventKind | null = null): Message {
  const { number, status } = discrepancy
  const sentence = [`*#${number}*: ${STATUS_LABELS[status]}`, ...statusMarks(discrepancy)].join('  ·  ')
  const isLasting = did === null || LASTING.includes(did)
  return makeMessage(sentence, [section(sentence), isLasting ? null : undoButton(discrepancy)])
}

/** What is not undone. */
const LASTING: readonly EventKind[] = ['note', 'undone']
