import { and, eq, gte, inArray, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Run } from '../domain/run.ts'
import type { Database } from './database.ts'
import { NEWEST_FIRST, STOPPED } from './runs.ts'
import { runs } from './schema.ts'
import { toRun } from './to-run.ts'

/** Up to when the ticks of a reconciliation are covered by runs that looked: those of everything, and those of either kind. */
export interface Covered {
  /** When the newest run began that looked at everything or at changes, whatever became of it; null: none ever did. */
  readonly lastRunAt: Date | null
  readonly everything: Date | null
  readonly changes: Date | null
}

const ALL = ['everything'] as const
const EITHER = ['everything', 'changed'] as const

/** A run that was stopped, or whose process died, covers nothing. */
export async function findCovered(
  db: Database,
  { reconciliation, now }: { readonly reconciliation: string; readonly now: Date },
): Promise<Covered> {
  const newest = async (kinds: readonly string[], more?: SQL): Promise<Date | null> => {
    const [found] = await db
      .select({ startedAt: runs.startedAt, tick: runs.tick })
      .from(runs)
      .where(and(eq(runs.reconciliation, reconciliation), looksAt(kinds), more))
      .orderBy(...NEWEST_FIRST)
      .limit(1)
    if (!found) return null
    // By the clock of another process it may have begun before its tick.
    return found.tick && found.tick > found.startedAt ? found.tick : found.startedAt
  }
  const lastRunAt = await newest(EITHER)
  if (lastRunAt === null) return { lastRunAt, everything: null, changes: null }
  return {
    lastRunAt,
    everything: await newest(ALL, counts(now)),
    changes: await newest(EITHER, counts(now)),
  }
}

/** The run that keeps one of this kind from starting, and was not started by the same tick; null: there is none. */
export async function findOverlapping(
  db: Database,
  tick: { readonly reconciliation: string; readonly changedOnly: boolean; readonly at: Date; now: Date },
): Promise<Run | null> {
  const [found] = await db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.reconciliation, tick.reconciliation),
        looksAt(tick.changedOnly ? EITHER : ALL),
        eq(runs.state, 'running'),
        gte(runs.leaseUntil, tick.now),
        sql`${runs.tick} is distinct from ${tick.at.toISOString()}::timestamptz`,
      ),
    )
    .orderBy(...NEWEST_FIRST)
    .limit(1)
  return found ? toRun(found) : null
}

function looksAt(kinds: readonly string[]): SQL {
  return inArray(sql`${runs.scope} ->> 'kind'`, [...kinds])
}

function counts(now: Date): SQL | undefined {
  return or(
    inArray(runs.state, ['completed', 'partial', 'held']),
    and(eq(runs.state, 'failed'), ne(runs.error, STOPPED)),
    and(eq(runs.state, 'running'), gte(runs.leaseUntil, now)),
  )
}
