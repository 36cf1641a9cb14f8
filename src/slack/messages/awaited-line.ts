import { dateToken, plain } from './mrkdwn.ts'
import { countOf } from './words.ts'

/** Records that sides wrote and all sides must agree on. */
export interface AwaitedView {
  readonly records: number
  /** Since when one of them could have been checked and was not; null: all are in time. */
  readonly overdueSince: Date | null
  /** Why the last check failed. */
  readonly error: string | null
}

/** What is awaited after events, and since when it could not be checked; nothing where nothing is. */
export function awaitedLine(awaited: AwaitedView | null | undefined): string[] {
  if (!awaited) return []
  const { records, overdueSince, error } = awaited
  const count = `*${countOf(records, 'record')}* awaited after events`
  if (overdueSince === null) return [`⏳ ${count}`]
  const why = error === null ? '' : `: ${plain(error, 300)}`
  return [`⚠️ ${count}, the oldest due since ${dateToken(overdueSince)} and not checked yet${why}`]
}
