import type { Reconciliation } from '../../domain/reconciliation.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { plain } from './mrkdwn.ts'
import { countOf } from './words.ts'

/** Says that the comparison is going on, with the rows read so far once there are any. */
export function progressAnswer(
  reconciliation: Pick<Reconciliation, 'title'>,
  rows: Readonly<Record<string, number>> = {},
): Message {
  const sentence = `Comparing ${plain(reconciliation.title)}…`
  const read = Object.entries(rows).map(([side, count]) => `${plain(side)} ${countOf(count, 'row')}`)
  return makeMessage(sentence, [
    section(`⏳ ${sentence}`, ...(read.length > 0 ? [`Read so far: ${read.join(', ')}`] : [])),
  ])
}
