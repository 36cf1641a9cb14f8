import { explainFailure } from '../../operations/explain-failure.ts'
import type { Message } from '../messages/message.ts'
import { problemAnswer } from '../messages/problem-answer.ts'
import { type Audience, reply } from './reply.ts'
import type { Room } from './room.ts'

/** `tell`: where else than by an answer the person is told. */
type Guarded = Audience & { readonly tell?: (problem: Message) => Promise<void> }

/** Does a listener's work after the ack. Whatever it throws is logged once and told to the person, by the same reference. */
export async function guard(room: Room, audience: Guarded, work: () => Promise<void>): Promise<void> {
  const askedAt = room.context.now()
  try {
    await work()
  } catch (thrown) {
    const known = explainFailure(thrown)
    const error = known ?? thrown
    const reference = room.context.newId().slice(0, 8)
    // People's own mistakes are no news for whoever reads the log.
    const level = known ? 'info' : 'error'
    room.context.log[level]({ reference, err: error }, 'a request from Slack failed')
    const problem = problemAnswer(error, reference)
    const telling = audience.tell?.(problem) ?? reply(room, { askedAt, ...audience }, { message: problem })
    await telling.catch((failure: unknown) => {
      room.context.log.error({ reference, err: failure }, 'and the person could not be told')
    })
  }
}
