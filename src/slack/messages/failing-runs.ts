import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Run } from '../../domain/run.ts'
import { context, section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { dateToken, plain } from './mrkdwn.ts'

export interface FailingRunsView {
  readonly reconciliation: Reconciliation
  /** The schedule's runs that failed one after another: the first, the newest, and how many there are. */
  readonly first: Run
  readonly newest: Run
  readonly count: number
  /** The last one before that read its sources; null: none ever did. */
  readonly lastGood: Run | null
  /** The first one after that did; null: they still fail. */
  readonly endedBy: Run | null
}

/** That a reconciliation cannot be compared, why, and since when; edited with every run until one reads its sources. */
export function failingRuns(view: FailingRunsView): Message {
  const { reconciliation, newest, endedBy, lastGood } = view
  const title = plain(reconciliation.title)
  const reason = plain(newest.error ?? 'no reason known', 1_000)
  if (endedBy !== null)
    return makeMessage(`${title} is compared again`, [
      section(`✅ *${title} is compared again*, since ${dateToken(endedBy.startedAt)}`),
      context(`Before that it could not be: ${timesOf(view)}. ${reason}`),
    ])
  const last =
    lastGood === null
      ? 'It has not been compared yet.'
      : `Last compared ${dateToken(lastGood.finishedAt ?? lastGood.startedAt)}.`
  return makeMessage(`${title} cannot be compared: ${reason}`, [
    section(`⚠️ *${title} cannot be compared*: ${timesOf(view)}`, reason),
    context(
      last,
      'Until it is, nothing is called missing and nothing is resolved. The schedule goes on trying.',
    ),
  ])
}

function timesOf({ first, count }: FailingRunsView): string {
  const at = dateToken(first.startedAt)
  return count <= 1 ? `the run of ${at} failed` : `${count.toLocaleString('en')} runs have failed since ${at}`
}
