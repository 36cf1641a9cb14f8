import { and, count, eq, gt, gte, inArray, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { Run } from '../domain/run.ts'
import type { Database } from './database.ts'
import { findRun, NEWEST_FIRST, NOT_BY_EVENTS, OLDEST_FIRST, STOPPED } from './runs.ts'
import { runs } from './schema.ts'
import { toRun } from './to-run.ts'

/** The schedule's runs of a reconciliation that failed one after another. */
export interface FailingRuns {
  readonly first: Run
  readonly newest: Run
  readonly count: number
  /** The last one before that read its sources; null: none ever did. */
  readonly lastGood: Run | null
  /** The first one after that did; null: they still fail. */
  readonly endedBy: Run | null
}

/** The first of those that failed one after another before `until`; null: the last that ended then did not fail. */
export async function findFirstFailing(
  db: Database,
  { reconciliation, until }: { readonly reconciliation: string; readonly until: Date },
): Promise<string | null> {
  const lastGood = await findGood(db, reconciliation, { before: until })
  const [first] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        isFailed(reconciliation),
        lt(runs.startedAt, until),
        lastGood ? gt(runs.startedAt, lastGood.startedAt) : undefined,
      ),
    )
    .orderBy(...OLDEST_FIRST)
    .limit(1)
  return first?.id ?? null
}

/** All that failed from this one on, until one did not; null: there is no such run any more. */
export async function readFailing(db: Database, firstId: string): Promise<FailingRuns | null> {
  const first = await findRun(db, firstId)
  if (!first) return null
  const { reconciliation, startedAt } = first
  const endedBy = await findGood(db, reconciliation, { after: startedAt })
  const ofStreak = and(
    isFailed(reconciliation),
    gte(runs.startedAt, startedAt),
    endedBy ? lt(runs.startedAt, endedBy.startedAt) : undefined,
  )
  const [counted] = await db.select({ count: count() }).from(runs).where(ofStreak)
  const [newest] = await db
    .select()
    .from(runs)
    .where(ofStreak)
    .orderBy(...NEWEST_FIRST)
    .limit(1)
  return {
    first,
    newest: newest ? toRun(newest) : first,
    count: counted!.count,
    lastGood: await findGood(db, reconciliation, { before: startedAt }),
    endedBy,
  }
}

function isFailed(reconciliation: string): SQL | undefined {
  return and(
    eq(runs.reconciliation, reconciliation),
    eq(runs.state, 'failed'),
    eq(runs.trigger, 'schedule'),
    ne(runs.error, STOPPED),
    looksAtAll,
  )
}

/** The nearest one that read its sources, whoever asked for it. */
async function findGood(
  db: Database,
  reconciliation: string,
  near: { readonly before: Date } | { readonly after: Date },
): Promise<Run | null> {
  const place = 'before' in near ? lt(runs.startedAt, near.before) : gt(runs.startedAt, near.after)
  const order = 'before' in near ? NEWEST_FIRST : OLDEST_FIRST
  const [found] = await db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.reconciliation, reconciliation),
        inArray(runs.state, ['completed', 'partial', 'held']),
        looksAtAll,
        place,
      ),
    )
    .orderBy(...order)
    .limit(1)
  return found ? toRun(found) : null
}

const looksAtAll = sql`${NOT_BY_EVENTS} and ${runs.scope} ->> 'kind' in ('everything', 'changed')`
