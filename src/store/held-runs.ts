import { and, asc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { GuardEvidence } from '../domain/guard.ts'
import type { ComparisonSummary, HoldDecision, Run } from '../domain/run.ts'
import type { Scope } from '../domain/scope.ts'
import type { Database } from './database.ts'
import { endedTooLate } from './ended-too-late.ts'
import { lockHistory } from './lock-history.ts'
import { NEWEST_FIRST, NOT_BY_EVENTS } from './runs.ts'
import { runs } from './schema.ts'
import { toRun } from './to-run.ts'

export interface HeldRun {
  readonly id: string
  readonly summary: ComparisonSummary
  readonly evidence: GuardEvidence
  /** Null: it has a message of its own. */
  readonly toldWith: string | null
  /** What people get to read of it in short. */
  readonly sentence: string
  readonly scope?: Scope
  readonly now: Date
}

/** Ends a run without anything of it being remembered but this. Throws `run-stopped` as `completeRun` does. */
export async function holdRun(db: Database, run: HeldRun): Promise<Run> {
  const [held] = await db
    .update(runs)
    .set({
      state: 'held',
      summary: run.summary,
      guard: run.evidence,
      toldWith: run.toldWith ?? run.id,
      error: run.sentence,
      finishedAt: run.now,
      ...(run.scope ? { scope: run.scope } : {}),
    })
    .where(and(eq(runs.id, run.id), eq(runs.state, 'running')))
    .returning()
  if (held) return toRun(held)
  throw endedTooLate(run.id)
}

/** Held runs that nobody has decided about, oldest first; of all reconciliations, or of one. */
export async function listUndecided(db: Database, reconciliation?: string): Promise<readonly Run[]> {
  const found = await db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.state, 'held'),
        isNull(runs.decision),
        reconciliation === undefined ? undefined : eq(runs.reconciliation, reconciliation),
      ),
    )
    .orderBy(asc(runs.startedAt), asc(runs.id))
  return found.map(toRun)
}

/** The held runs that one message tells of, oldest first. */
export async function listHeldTogether(db: Database, toldWith: string): Promise<readonly Run[]> {
  const found = await db
    .select()
    .from(runs)
    .where(and(eq(runs.state, 'held'), eq(runs.toldWith, toldWith)))
    .orderBy(asc(runs.startedAt), asc(runs.id))
  return found.map(toRun)
}

/** Held runs of a reconciliation whose id begins so, newest first. */
export async function listHeld(db: Database, reconciliation: string, beginning: string): Promise<Run[]> {
  const found = await db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.reconciliation, reconciliation),
        eq(runs.state, 'held'),
        sql`starts_with(${runs.id}, ${beginning})`,
      ),
    )
    .orderBy(...NEWEST_FIRST)
  return found.map(toRun)
}

/**
 * Decides about all held runs of one message at once, and answers which these were. None: somebody has decided before.
 */
export async function saveDecision(
  db: Database,
  { toldWith, word, by, at }: HoldDecision & { readonly toldWith: string },
): Promise<readonly string[]> {
  const decided = await db
    .update(runs)
    .set({ decision: word, decidedBy: by, decidedAt: at })
    .where(and(eq(runs.state, 'held'), eq(runs.toldWith, toldWith), isNull(runs.decision)))
    .returning({ id: runs.id })
  return decided.map(({ id }) => id)
}

/** As if nobody had decided: what was to follow could not begin. */
export async function clearDecision(db: Database, ids: readonly string[]): Promise<void> {
  await db.transaction(async (transaction) => {
    await lockHistory(transaction)
    await transaction
      .update(runs)
      .set({ decision: null, decidedBy: null, decidedAt: null })
      .where(inArray(runs.id, [...ids]))
  })
}

/** The newest run by which somebody accepted one of these, or null. */
export async function findAcceptingRun(db: Database, held: readonly string[]): Promise<Run | null> {
  const [found] = await db
    .select()
    .from(runs)
    .where(inArray(runs.accepts, [...held]))
    .orderBy(...NEWEST_FIRST)
    .limit(1)
  return found ? toRun(found) : null
}

/** Rows of each side as the newest run read them that looked at everything, by scope or by a sweep; null: there is none. */
export async function findLastRows(db: Database, reconciliation: string): Promise<GuardEvidence['before']> {
  const kind = sql`${runs.scope} ->> 'kind'`
  const isWhole = or(
    and(sql`${kind} = 'everything'`, sql`${runs.part} ->> 'after' is null`),
    and(sql`${kind} = 'changed'`, sql`${runs.scope} ->> 'rows' is not null`),
  )
  const [found] = await db
    .select({ scope: runs.scope, summary: runs.summary, startedAt: runs.startedAt })
    .from(runs)
    .where(
      and(
        eq(runs.reconciliation, reconciliation),
        eq(runs.state, 'completed'),
        isNotNull(runs.summary),
        NOT_BY_EVENTS,
        isWhole,
      ),
    )
    .orderBy(...NEWEST_FIRST)
    .limit(1)
  if (!found?.summary) return null
  const { scope, summary, startedAt } = found
  return { at: startedAt.toISOString(), rows: rowsOf(scope, summary) }
}

function rowsOf(scope: Scope, { sides }: ComparisonSummary): Readonly<Record<string, number>> {
  if (scope.kind === 'changed' && scope.rows) return scope.rows
  return Object.fromEntries(Object.entries(sides).map(([side, { rows }]) => [side, rows]))
}
