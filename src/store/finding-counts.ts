import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { countFindings } from '../domain/count-findings.ts'
import type { Database } from './database.ts'
import { NEWEST_FIRST, NOT_BY_EVENTS } from './runs.ts'
import { runs } from './schema.ts'

/**
 * How many findings the last completed runs of a reconciliation had that looked at all that was open, oldest first: runs
 * of everything from the beginning, and runs of changes, which look at what is open too.
 */
export async function listFindingCounts(
  db: Database,
  { reconciliation, limit }: { readonly reconciliation: string; readonly limit: number },
): Promise<readonly number[]> {
  const found = await db
    .select({ summary: runs.summary })
    .from(runs)
    .where(
      and(
        eq(runs.reconciliation, reconciliation),
        eq(runs.state, 'completed'),
        isNotNull(runs.summary),
        NOT_BY_EVENTS,
        inArray(sql`${runs.scope} ->> 'kind'`, ['everything', 'changed']),
        sql`${runs.part} ->> 'after' is null`,
      ),
    )
    .orderBy(...NEWEST_FIRST)
    .limit(limit)
  return found.flatMap(({ summary }) => (summary ? [countFindings(summary.counts)] : [])).reverse()
}
