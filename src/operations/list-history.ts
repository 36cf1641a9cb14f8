import type { Discrepancy } from '../domain/discrepancy.ts'
import type { DiscrepancyEvent } from '../domain/discrepancy-event.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { HistoryPlace } from '../domain/history-place.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { findEvidenceBefore, listEventsBack } from '../store/events.ts'
import type { Context } from './context.ts'

export interface HistoryRequest {
  readonly number: number
  /** Null: the newest page. */
  readonly place: HistoryPlace | null
  readonly limit: number
}

/** What happened, newest first, each with what the sides showed before it where it brought something else. */
export interface History {
  readonly discrepancy: Discrepancy
  readonly entries: readonly { readonly event: DiscrepancyEvent; readonly before: Finding | null }[]
  /** This page; null where nothing ever happened. */
  readonly place: HistoryPlace | null
  readonly hasOlder: boolean
}

/** One page of a discrepancy's history. Throws `not-found`. */
export async function listHistory(
  { db }: Pick<Context, 'db'>,
  { number, place, limit }: HistoryRequest,
): Promise<History> {
  const discrepancy = await findDiscrepancy(db, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const passed = place?.passed ?? 0
  const read = await listEventsBack(db, number, { upTo: place?.upTo ?? null, passed, limit: limit + 1 })
  const events = read.slice(0, limit)
  const last = events.at(-1)
  let before = last ? await findEvidenceBefore(db, last) : null
  const entries = events
    .toReversed()
    .map((event) => {
      const entry = { event, before: event.finding === null ? null : before }
      before = event.finding ?? before
      return entry
    })
    .toReversed()
  const upTo = place?.upTo ?? events[0]?.id
  return {
    discrepancy,
    entries,
    place: upTo === undefined ? null : { upTo, passed },
    hasOlder: read.length > limit,
  }
}
