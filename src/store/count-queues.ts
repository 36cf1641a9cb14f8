import { and, count, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import type { QueueCounts } from '../domain/queue.ts'
import type { Database } from './database.ts'
import { isOverdue, type OverdueRule } from './is-overdue.ts'
import { discrepancies } from './schema.ts'

/**
 * Counts all queues of a person. What somebody owns or snoozed is little and has indexes of its own, so what is nobody's is
 * known without being read.
 */
export async function countQueues(
  db: Database,
  { person, overdue: rules }: { readonly person: string; readonly overdue: readonly OverdueRule[] },
): Promise<QueueCounts> {
  const { owner, status, snoozedAt } = discrepancies
  const isOpen = ne(status, 'resolved')
  const [open] = await db.select({ count: count() }).from(discrepancies).where(isOpen)
  const [snoozed] = await db
    .select({ count: count() })
    .from(discrepancies)
    .where(and(isOpen, isNotNull(snoozedAt)))
  const [owned] = await db
    .select({ count: count(), mine: sql`count(*) filter (where ${eq(owner, person)})`.mapWith(Number) })
    .from(discrepancies)
    .where(and(isOpen, isNotNull(owner), isNull(snoozedAt)))
  const counts = { open: open?.count ?? 0, snoozed: snoozed?.count ?? 0, mine: owned?.mine ?? 0 }
  // Somebody may have resolved one in between.
  const unassigned = Math.max(0, counts.open - counts.snoozed - (owned?.count ?? 0))
  if (rules.length === 0) return { ...counts, unassigned, overdue: 0 }
  const [overdue] = await db
    .select({ count: count() })
    .from(discrepancies)
    .where(and(isOpen, isNull(snoozedAt), isOverdue(rules)))
  return { ...counts, unassigned, overdue: overdue?.count ?? 0 }
}
