import { describeDenial } from '../../domain/describe-denial.ts'
import type { Denial } from '../../domain/permission.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { mention, plain } from './mrkdwn.ts'

/** Tells somebody that they may not do that, and who may. */
export function denialAnswer(denial: Denial): Message {
  const sentence = describeDenial(denial, { name: mention, words: plain })
  return makeMessage(sentence, [section(`🔒 ${sentence}`)])
}
