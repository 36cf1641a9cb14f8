import type { QueueCounts } from '../domain/queue.ts'
import { countOpenElsewhere } from '../store/count-open-elsewhere.ts'
import { countQueues } from '../store/count-queues.ts'
import type { Context } from './context.ts'

/** How many are open and how many of these are snoozed, and how many are this person's and are not: as on their Home tab. */
export async function countOpen(
  { db }: Pick<Context, 'db'>,
  person: string,
): Promise<Pick<QueueCounts, 'open' | 'mine' | 'snoozed'>> {
  return await countQueues(db, { person, overdue: [] })
}

/** Names of reconciliations that have something open and are not in the config any more. */
export async function listForgotten({ db, settings }: Pick<Context, 'db' | 'settings'>): Promise<string[]> {
  const names = settings.reconciliations.map(({ name }) => name)
  return (await countOpenElsewhere(db, names)).map(({ reconciliation }) => reconciliation)
}
