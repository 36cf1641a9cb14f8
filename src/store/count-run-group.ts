import { and, asc, count, eq, sql } from 'drizzle-orm'
import type { FindingKind, Severity } from '../domain/finding.ts'
import type { Database } from './database.ts'
import { discrepancies } from './schema.ts'

/** Discrepancies of one kind, field and severity. */
export interface RunGroupCount {
  readonly kind: FindingKind
  readonly field: string | null
  readonly severity: Severity
  readonly count: number
  /** Those of them that are not resolved yet. */
  readonly open: number
}

/** Counts what a run told of first, with high severity, without the first `skip` by number, which have cards of their own. */
export async function countRunGroup(
  db: Database,
  { runId, skip }: { runId: string; skip: number },
): Promise<RunGroupCount[]> {
  const rest = db
    .select()
    .from(discrepancies)
    .where(and(eq(discrepancies.toldRunId, runId), eq(discrepancies.severity, 'high')))
    .orderBy(asc(discrepancies.number))
    .offset(skip)
    .as('rest')
  return await db
    .select({
      kind: rest.kind,
      field: rest.field,
      severity: rest.severity,
      count: count(),
      open: sql<number>`count(*) filter (where ${rest.status} <> 'resolved')`.mapWith(Number),
    })
    .from(rest)
    .groupBy(rest.kind, rest.field, rest.severity)
    .orderBy(asc(rest.kind), asc(rest.field))
}
