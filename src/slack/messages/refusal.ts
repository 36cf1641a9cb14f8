import type { Discrepancy } from '../../domain/discrepancy.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { person } from './mrkdwn.ts'
import { ago } from './words.ts'

/** Tells somebody that their click came too late: who was first, and when. */
export function refusal(discrepancy: Discrepancy, now: Date): Message {
  const { number, status, statusBy, statusAt } = discrepancy
  const sentence =
    statusBy.kind === 'person'
      ? `${person(statusBy)} already ${status === 'new' ? 'changed' : status} #${number} ${ago(statusAt, now)}.`
      : `#${number} was resolved by itself ${ago(statusAt, now)}: the sides agree again.`
  return makeMessage(sentence, [section(sentence)])
}
