import { describeReading, describeWaits, type ReadProgress } from '../../domain/read-progress.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { SourceWait } from '../../domain/source-wait.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { plain } from './mrkdwn.ts'

/** Says that the comparison is going on, with what was read so far once there is any, and what it waits for. */
export function progressAnswer(
  reconciliation: Pick<Reconciliation, 'title'>,
  reading: ReadProgress | null = null,
  waits: readonly SourceWait[] = [],
): Message {
  const sentence = `Comparing ${plain(reconciliation.title)}…`
  const read = reading ? [`Read so far: ${plain(describeReading(reading).join(', '))}`] : []
  const waiting = describeWaits(waits).map((wait) => plain(`W${wait.slice(1)}`))
  return makeMessage(sentence, [section(`⏳ ${sentence}`, ...read, ...waiting)])
}
