import type { Run } from '../../domain/run.ts'
import { context } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { person } from './mrkdwn.ts'

/** The answer to somebody who asked for what was being compared already: it is the outcome of that run. */
export function joinedRun(
  message: Message,
  { trigger, requestedBy }: Pick<Run, 'trigger' | 'requestedBy'>,
): Message {
  const surface = trigger === 'cli' ? 'cli' : trigger === 'http' ? 'http' : 'slack'
  const who =
    trigger === 'schedule' || trigger === 'event'
      ? 'The schedule'
      : person({ kind: 'person', id: requestedBy, surface }).replace(/^the token/, 'The token')
  const note = `${who} had asked for the same just before: this is the outcome of that one run`
  return makeMessage(message.text, [...message.blocks, context(`👥 ${note}`)])
}
