import { createHash } from 'node:crypto'
import { and, asc, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import type { ComparedColumns, ComparisonSummary, Run, RunChanges } from '../domain/run.ts'
import type { RunPart } from '../domain/run-part.ts'
import { identifyScope, type Scope } from '../domain/scope.ts'
import type { Database } from './database.ts'
import { endedTooLate } from './ended-too-late.ts'
import { lockHistory } from './lock-history.ts'
import { runs } from './schema.ts'
import { toRun } from './to-run.ts'

/** Why a run failed whose process ended, by a signal or by dying: nothing is said by that about its sources. */
export const STOPPED = 'The process running it stopped'

/** In the words of the indexes of runs: without the last two, PostgreSQL would sort all runs to find the newest. */
export const NEWEST_FIRST = [sql`${runs.startedAt} desc nulls last`, desc(runs.id)]
export const OLDEST_FIRST = [sql`${runs.startedAt} asc nulls first`, asc(runs.id)]

/**
 * Runs after events look at some keys only and may be many a minute: what looks for others says so, in the words of an
 * index that passes over them.
 */
export const NOT_BY_EVENTS = sql`${runs.trigger} <> 'event'`

export interface RunClaim extends Pick<Run, 'id' | 'reconciliation' | 'trigger' | 'requestedBy' | 'scope'> {
  readonly configHash?: string
  /** The held run whose evidence it was told to accept. */
  readonly accepts?: string
  readonly now: Date
  readonly leaseSeconds: number
  /** The instant of the schedule that asks for it: of each there is one run. */
  readonly tick?: Date
}

/**
 * Opens a run, or answers null: the same reconciliation and scope is running, or everything where changes are asked
 * for, or another process has run it at this tick. A run whose lease ended is failed first.
 */
export async function claimRun(db: Database, claim: RunClaim): Promise<Run | null> {
  const { now, leaseSeconds, ...asked } = claim
  const hash = scopeHash(claim.scope)
  return await db.transaction(async (transaction) => {
    const isDead = and(
      eq(runs.reconciliation, claim.reconciliation),
      eq(runs.scopeHash, hash),
      eq(runs.state, 'running'),
      lt(runs.leaseUntil, now),
    )
    const dead = await transaction.select({ id: runs.id }).from(runs).where(isDead)
    if (dead.length > 0) {
      await lockHistory(transaction)
      await transaction.update(runs).set({ state: 'failed', error: STOPPED, finishedAt: now }).where(isDead)
    }
    if (claim.scope.kind === 'changed' && (await isRunningEverything(transaction, claim))) return null
    const leaseUntil = new Date(now.getTime() + leaseSeconds * 1_000)
    const [claimed] = await transaction
      .insert(runs)
      .values({ ...asked, scopeHash: hash, state: 'running', startedAt: now, leaseUntil })
      .onConflictDoNothing()
      .returning()
    return claimed ? toRun(claimed) : null
  })
}

/** Such a run compares what changed as well. */
async function isRunningEverything(db: Database, { reconciliation, now }: RunClaim): Promise<boolean> {
  const [running] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.reconciliation, reconciliation),
        eq(runs.scopeHash, scopeHash({ kind: 'everything' })),
        eq(runs.state, 'running'),
        gte(runs.leaseUntil, now),
      ),
    )
    .limit(1)
  return running !== undefined
}

/** Keeps a run's lease. False: the run is no longer running, others may have taken over. */
export async function renewRun(db: Database, id: string, leaseUntil: Date): Promise<boolean> {
  const renewed = await db
    .update(runs)
    .set({ leaseUntil })
    .where(and(eq(runs.id, id), eq(runs.state, 'running')))
    .returning({ id: runs.id })
  return renewed.length === 1
}

/** Throws `run-stopped` when the run is no longer running: its lease ended and nothing it saw may be remembered. */
export async function completeRun(
  db: Database,
  run: {
    id: string
    summary: ComparisonSummary
    changes: RunChanges
    /** What the run came to look at, where that is known only now. */
    scope?: Scope
    /** What it compared of the keys, where its budget stopped it or it went on after such a run. */
    part?: RunPart
    now: Date
  },
): Promise<Run> {
  const [completed] = await db
    .update(runs)
    .set({
      state: run.part?.stoppedBy ? 'partial' : 'completed',
      summary: run.summary,
      changes: run.changes,
      finishedAt: run.now,
      ...(run.scope ? { scope: run.scope } : {}),
      ...(run.part ? { part: run.part } : {}),
    })
    .where(and(eq(runs.id, run.id), eq(runs.state, 'running')))
    .returning()
  if (completed) return toRun(completed)
  throw endedTooLate(run.id)
}

/** Records why a run failed. A run that has ended already stays as it is. */
export async function failRun(db: Database, run: { id: string; error: string; now: Date }): Promise<void> {
  await db.transaction(async (transaction) => {
    await lockHistory(transaction)
    await transaction
      .update(runs)
      .set({ state: 'failed', error: run.error, finishedAt: run.now })
      .where(and(eq(runs.id, run.id), eq(runs.state, 'running')))
  })
}

/** Fails every running run: for the opener of an embedded tracker, whom no other process can have preceded alive. */
export async function failAllRunning(db: Database, now: Date): Promise<void> {
  await db
    .update(runs)
    .set({ state: 'failed', error: STOPPED, finishedAt: now })
    .where(eq(runs.state, 'running'))
}

export async function findRun(db: Database, id: string): Promise<Run | null> {
  const [found] = await db.select().from(runs).where(eq(runs.id, id))
  return found ? toRun(found) : null
}

/** What the newest run of a reconciliation that compared remembered of its columns; nothing where there is none. */
export async function findComparedColumns(db: Database, reconciliation: string): Promise<ComparedColumns> {
  const [newest] = await db
    .select({ summary: runs.summary })
    .from(runs)
    .where(and(eq(runs.reconciliation, reconciliation), hasCompared))
    .orderBy(...NEWEST_FIRST)
    .limit(1)
  return newest?.summary?.columns ?? {}
}

const hasCompared = inArray(runs.state, ['completed', 'partial'])

/** Where the newest run of everything stopped before its end; null where it came to the end, or there is none. */
export async function findStoppedPart(db: Database, reconciliation: string): Promise<RunPart | null> {
  const [newest] = await db
    .select({ part: runs.part })
    .from(runs)
    .where(
      and(
        eq(runs.reconciliation, reconciliation),
        hasCompared,
        NOT_BY_EVENTS,
        sql`${runs.scope} ->> 'kind' = 'everything'`,
      ),
    )
    .orderBy(...NEWEST_FIRST)
    .limit(1)
  return newest?.part?.stoppedBy ? newest.part : null
}

/** Newest first. */
export async function listRuns(
  db: Database,
  filter: { reconciliation?: string; limit: number; withoutEvents?: boolean },
): Promise<readonly Run[]> {
  const found = await db
    .select()
    .from(runs)
    .where(
      and(
        filter.reconciliation === undefined ? undefined : eq(runs.reconciliation, filter.reconciliation),
        filter.withoutEvents ? NOT_BY_EVENTS : undefined,
      ),
    )
    .orderBy(...NEWEST_FIRST)
    .limit(filter.limit)
  return found.map(toRun)
}

/** The last run that compared everything to the end, or null. */
export async function findLastFullRun(db: Database, reconciliation: string): Promise<Run | null> {
  const [found] = await db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.reconciliation, reconciliation),
        eq(runs.state, 'completed'),
        NOT_BY_EVENTS,
        sql`${runs.scope} ->> 'kind' = 'everything'`,
      ),
    )
    .orderBy(...NEWEST_FIRST)
    .limit(1)
  return found ? toRun(found) : null
}

function scopeHash(scope: Scope): string {
  return createHash('sha256')
    .update(JSON.stringify(identifyScope(scope)))
    .digest('hex')
}
