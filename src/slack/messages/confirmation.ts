import type { Discrepancy } from '../../domain/discrepancy.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { statusMarks } from './status-line.ts'
import { STATUS_LABELS } from './words.ts'

/** Tells somebody that their click did what they wanted, where the message they clicked does not show it. */
export function confirmation(discrepancy: Discrepancy): Message {
  const { number, status } = discrepancy
  const sentence = [`*#${number}*: ${STATUS_LABELS[status]}`, ...statusMarks(discrepancy)].join('  ·  ')
  return makeMessage(sentence, [section(sentence)])
}
