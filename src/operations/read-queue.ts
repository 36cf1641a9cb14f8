import { type Discrepancy, STATUSES } from '../domain/discrepancy.ts'
import { type ListPlace, placeOf } from '../domain/list-place.ts'
import type { Queue, QueueCounts } from '../domain/queue.ts'
import { countQueues as readCounts } from '../store/count-queues.ts'
import { countBefore, listDiscrepancies } from '../store/discrepancies.ts'
import type { DiscrepancyFilter } from '../store/discrepancy-filter.ts'
import { countUndelivered } from '../store/outbox.ts'
import type { Context } from './context.ts'
import { TRIES_BEFORE_LATE } from './describe-deliveries.ts'

export interface QueueRequest {
  readonly queue: Queue
  /** A Slack user id. */
  readonly person: string
  readonly limit: number
  /** What comes after a place, or the last ones before it; null: the first page. */
  readonly from: { readonly side: 'after' | 'before'; readonly place: ListPlace } | null
}

export interface QueuePage {
  readonly discrepancies: readonly Discrepancy[]
  /** How many stand on the pages before. */
  readonly passed: number
}

const OPEN = STATUSES.filter((status) => status !== 'resolved')

/**
 * One page of a person's queue, high severity first. Where nothing is left after its place, it is the last page; where
 * less than a page is left before it, the first.
 */
export async function readQueue(context: Pick<Context, 'db'>, request: QueueRequest): Promise<QueuePage> {
  const { from, limit } = request
  const filter = filterOf(request)
  const read = async (which: { after?: ListPlace; before?: ListPlace | null }): Promise<QueuePage> => {
    const discrepancies = await listDiscrepancies(context.db, { ...filter, limit, ...which })
    const [first] = discrepancies
    const isFirstPage = which.after === undefined && which.before === undefined
    if (!first || isFirstPage) return { discrepancies, passed: 0 }
    return { discrepancies, passed: await countBefore(context.db, { ...filter, place: placeOf(first) }) }
  }
  const page = await read(from === null ? {} : { [from.side]: from.place })
  if (from?.side === 'before' && page.passed === 0) return await read({})
  if (from?.side === 'after' && page.discrepancies.length === 0) return await read({ before: null })
  return page
}

/** How much is in each of a person's queues, and how many messages could not be delivered. */
export async function countQueues(
  context: Pick<Context, 'db'>,
  person: string,
): Promise<QueueCounts & { readonly undelivered: number }> {
  const counts = await readCounts(context.db, person)
  return { ...counts, undelivered: await countUndelivered(context.db, TRIES_BEFORE_LATE) }
}

function filterOf({ queue, person }: QueueRequest): DiscrepancyFilter {
  switch (queue) {
    case 'mine':
      return { statuses: OPEN, owner: person, snoozed: false }
    case 'unassigned':
      return { statuses: OPEN, owner: null, snoozed: false }
    case 'open':
      return { statuses: OPEN }
    case 'snoozed':
      return { statuses: OPEN, snoozed: true }
  }
}
