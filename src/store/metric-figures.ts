import { count, min, ne, sql } from 'drizzle-orm'
import type { Severity } from '../domain/finding.ts'
import type { Database } from './database.ts'
import { discrepancies, expectations, outbox } from './schema.ts'

/** How many are open, by reconciliation and severity; the config may not have all of them. */
export async function countOpenEverywhere(
  db: Database,
): Promise<readonly { reconciliation: string; severity: Severity; count: number }[]> {
  const { reconciliation, severity, status } = discrepancies
  return await db
    .select({ reconciliation, severity, count: count() })
    .from(discrepancies)
    .where(ne(status, 'resolved'))
    .groupBy(reconciliation, severity)
}

export interface OutboxFigures {
  readonly pending: number
  readonly failed: number
  /** Of those that wait; null: none does. */
  readonly oldestAskedAt: Date | null
}

export async function countOutbox(db: Database): Promise<OutboxFigures> {
  const isPending = sql`${outbox.state} = 'pending'`
  const [counted] = await db
    .select({
      pending: sql`count(*) filter (where ${isPending})`.mapWith(Number),
      all: count(),
    })
    .from(outbox)
  const [oldest] = await db
    .select({ at: min(outbox.askedAt) })
    .from(outbox)
    .where(isPending)
  const { pending = 0, all = 0 } = counted ?? {}
  return { pending, failed: all - pending, oldestAskedAt: oldest?.at ?? null }
}

/** How many records that some side wrote are awaited on the others. */
export async function countExpectations(
  db: Database,
): Promise<readonly { reconciliation: string; count: number }[]> {
  return await db
    .select({ reconciliation: expectations.reconciliation, count: count() })
    .from(expectations)
    .groupBy(expectations.reconciliation)
}
