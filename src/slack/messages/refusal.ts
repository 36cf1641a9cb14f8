import { describeRefusal, type Refusal } from '../../domain/describe-refusal.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { dateToken, mention, ownerName, person, plain } from './mrkdwn.ts'
import { ago } from './words.ts'

/** Tells somebody why their click did nothing: who was first, and when. */
export function refusal(refused: Refusal, now: Date): Message {
  const sentence = describeRefusal(refused, {
    person,
    owner: ownerName,
    allowed: mention,
    words: plain,
    when: (at) => ago(at, now),
    until: dateToken,
  })
  return makeMessage(sentence, [section(sentence)])
}
