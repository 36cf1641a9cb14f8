import { CounterfoilError } from '../../domain/errors.ts'
import { Forbidden } from '../../domain/forbidden.ts'
import { section } from './blocks.ts'
import { denialAnswer } from './denial-answer.ts'
import { type Message, makeMessage } from './message.ts'
import { code, plain } from './mrkdwn.ts'

/** What went wrong, for the person who asked. Only errors meant for people show their sentence; others a reference. */
export function problemAnswer(error: unknown, reference: string): Message {
  if (error instanceof Forbidden) return denialAnswer(error.denial)
  if (error instanceof CounterfoilError && error.message.trim() !== '') {
    const lines = error.message.split('\n').map((line) => plain(line, 1_000))
    return makeMessage(lines.join('\n'), [section(`⚠️ ${lines.join('\n')}`)])
  }
  const sentence = 'Something went wrong on our side. The log has the details under reference'
  return makeMessage(`${sentence} ${plain(reference)}`, [section(`⚠️ ${sentence} ${code(reference)}.`)])
}
