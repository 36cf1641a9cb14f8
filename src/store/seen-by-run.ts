import { and, asc, desc, eq, ne, sql } from 'drizzle-orm'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Database } from './database.ts'
import { discrepancies } from './schema.ts'
import { toDiscrepancy } from './to-discrepancy.ts'

/** What is open and was last seen by a run, high severity first. What a later run has seen since is not among them. */
export async function listSeenByRun(
  db: Database,
  { reconciliation, runId, limit }: { reconciliation: string; runId: string; limit: number },
): Promise<readonly Discrepancy[]> {
  const { severity, number, status, lastRunId } = discrepancies
  const found = await db
    .select()
    .from(discrepancies)
    .where(
      and(eq(discrepancies.reconciliation, reconciliation), ne(status, 'resolved'), eq(lastRunId, runId)),
    )
    .orderBy(asc(sql`array_position(array['high', 'medium', 'low'], ${severity})`), desc(number))
    .limit(limit)
  return found.map(toDiscrepancy)
}
