import type { Queue, QueueCounts } from '../domain/queue.ts'
import { countQueues as readCounts } from '../store/count-queues.ts'
import type { DiscrepancyFilter } from '../store/discrepancy-filter.ts'
import { countUndelivered } from '../store/outbox.ts'
import type { Context } from './context.ts'
import { TRIES_BEFORE_LATE } from './describe-deliveries.ts'
import { OPEN } from './list-discrepancies.ts'
import { overdueRules } from './overdue-rules.ts'
import { type DiscrepancyPage, type PageWanted, readPage } from './read-page.ts'

type Overdue = Pick<Context, 'db' | 'settings' | 'now'>

export interface QueueRequest extends PageWanted {
  readonly queue: Queue
  /** A Slack user id. */
  readonly person: string
}

/** One page of a person's queue. */
export async function readQueue(context: Overdue, request: QueueRequest): Promise<DiscrepancyPage> {
  return await readPage(context.db, filterOf(context, request), request)
}

/** How much is in each of a person's queues, and how many messages could not be delivered. */
export async function countQueues(
  context: Overdue,
  person: string,
): Promise<QueueCounts & { readonly undelivered: number }> {
  const counts = await readCounts(context.db, {
    person,
    overdue: overdueRules(context.settings.reconciliations, context.now()),
  })
  return { ...counts, undelivered: await countUndelivered(context.db, TRIES_BEFORE_LATE) }
}

function filterOf(context: Overdue, { queue, person }: QueueRequest): DiscrepancyFilter {
  switch (queue) {
    case 'mine':
      return { statuses: OPEN, owner: person, snoozed: false }
    case 'unassigned':
      return { statuses: OPEN, owner: null, snoozed: false }
    case 'overdue':
      return {
        statuses: OPEN,
        snoozed: false,
        overdue: overdueRules(context.settings.reconciliations, context.now()),
      }
    case 'open':
      return { statuses: OPEN }
    case 'snoozed':
      return { statuses: OPEN, snoozed: true }
  }
}
