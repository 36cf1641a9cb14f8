import { describeReading, type ReadProgress } from '../../domain/read-progress.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { plain } from './mrkdwn.ts'

/** Says that the comparison is going on, with what was read so far once there is any. */
export function progressAnswer(
  reconciliation: Pick<Reconciliation, 'title'>,
  reading: ReadProgress | null = null,
): Message {
  const sentence = `Comparing ${plain(reconciliation.title)}…`
  const read = reading ? [`Read so far: ${plain(describeReading(reading).join(', '))}`] : []
  return makeMessage(sentence, [section(`⏳ ${sentence}`, ...read)])
}
