import { and, asc, eq, gte, sql } from 'drizzle-orm'
import type { FieldDrift } from '../domain/run.ts'
import type { Database } from './database.ts'
import { driftDays, runs } from './schema.ts'

export interface DriftDay extends FieldDrift {
  readonly day: string
  readonly field: string
}

/** What one run saw, for its day. */
export interface DayDrift {
  readonly reconciliation: string
  readonly day: string
  readonly drift: Readonly<Record<string, FieldDrift>>
}

/** Takes the place of what an earlier run of the day saw. */
export async function saveDriftDay(db: Database, day: DayDrift): Promise<void> {
  await db
    .delete(driftDays)
    .where(and(eq(driftDays.reconciliation, day.reconciliation), eq(driftDays.day, day.day)))
  await addDriftDay(db, day)
}

/** Only where the day has nothing yet. */
export async function addDriftDay(db: Database, { reconciliation, day, drift }: DayDrift): Promise<void> {
  const rows = Object.entries(drift).map(([field, { count, max, sum }]) => ({
    ...{ reconciliation, day, field, count, max, sum },
  }))
  if (rows.length > 0) await db.insert(driftDays).values(rows).onConflictDoNothing()
}

export async function listDriftDays(
  db: Database,
  { reconciliation, from }: { readonly reconciliation: string; readonly from: string },
): Promise<DriftDay[]> {
  return await db
    .select()
    .from(driftDays)
    .where(and(eq(driftDays.reconciliation, reconciliation), gte(driftDays.day, from)))
    .orderBy(asc(driftDays.day), asc(driftDays.field))
}

/** What the runs of everything saw that came to their end, oldest first. */
export async function listRunDrifts(db: Database): Promise<
  {
    readonly reconciliation: string
    readonly finishedAt: Date
    readonly drift: Readonly<Record<string, FieldDrift>>
  }[]
> {
  const found = await db
    .select({
      reconciliation: runs.reconciliation,
      finishedAt: runs.finishedAt,
      drift: sql<Record<string, FieldDrift> | null>`${runs.summary} -> 'drift'`,
    })
    .from(runs)
    .where(
      and(
        eq(runs.state, 'completed'),
        sql`${runs.scope} ->> 'kind' = 'everything'`,
        sql`${runs.part} ->> 'after' is null`,
      ),
    )
    .orderBy(asc(runs.finishedAt))
  return found.flatMap(({ reconciliation, finishedAt, drift }) =>
    finishedAt && drift ? [{ reconciliation, finishedAt, drift }] : [],
  )
}
