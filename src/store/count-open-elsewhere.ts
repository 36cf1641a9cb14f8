import { and, asc, count, ne, notInArray } from 'drizzle-orm'
import type { Database } from './database.ts'
import { discrepancies } from './schema.ts'

/** How many are open of each reconciliation that has none of these names. */
export async function countOpenElsewhere(
  db: Database,
  names: readonly string[],
): Promise<{ reconciliation: string; open: number }[]> {
  return await db
    .select({ reconciliation: discrepancies.reconciliation, open: count() })
    .from(discrepancies)
    .where(and(ne(discrepancies.status, 'resolved'), notInArray(discrepancies.reconciliation, [...names])))
    .groupBy(discrepancies.reconciliation)
    .orderBy(asc(discrepancies.reconciliation))
}
