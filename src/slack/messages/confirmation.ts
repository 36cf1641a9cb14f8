import type { Discrepancy } from '../../domain/discrepancy.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { STATUS_LABELS } from './words.ts'

/** Tells somebody that their click did what they wanted, where the message they clicked does not show it. */
export function confirmation({ number, status }: Discrepancy): Message {
  const sentence = `*#${number}*: ${STATUS_LABELS[status]}`
  return makeMessage(sentence, [section(sentence)])
}
