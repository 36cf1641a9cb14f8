import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Run } from '../domain/run.ts'
import { findRun, listRuns as listRunRows } from '../store/runs.ts'
import { listSeenByRun } from '../store/seen-by-run.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { MOST_SEEN } from './wait-for-run-elsewhere.ts'

export interface RememberedRun {
  readonly run: Run
  /** What it saw and no later run has seen since; nothing of a run that goes on, or that was held. */
  readonly seen: readonly Discrepancy[]
}

/** A run as the tracker remembers it. Throws `not-found`. */
export async function readRun({ db }: Pick<Context, 'db'>, id: string): Promise<RememberedRun> {
  const run = await findRun(db, id)
  if (!run) throw new CounterfoilError('not-found', `There is no run "${id}": GET /api/runs lists them`)
  const hasFindings = run.state === 'completed' || run.state === 'partial'
  const { reconciliation } = run
  return {
    run,
    seen: hasFindings ? await listSeenByRun(db, { reconciliation, runId: id, limit: MOST_SEEN }) : [],
  }
}

export interface RunsWanted {
  readonly reconciliation?: string
  readonly limit: number
  /** Those before this one; absent: the newest. */
  readonly before?: string
}

/** Runs, newest first. Throws `not-found` for a reconciliation that neither config nor tracker knows, and for `before`. */
export async function listRuns(
  { db, settings }: Pick<Context, 'db' | 'settings'>,
  { reconciliation, limit, before }: RunsWanted,
): Promise<readonly Run[]> {
  const place = before === undefined ? null : await findRun(db, before)
  if (before !== undefined && !place)
    throw new CounterfoilError('not-found', `There is no run "${before}" to list those before: leave it out`)
  const runs = await listRunRows(db, {
    limit,
    ...(reconciliation === undefined ? {} : { reconciliation }),
    ...(place ? { before: place } : {}),
  })
  if (runs.length === 0 && reconciliation !== undefined && place === null)
    findReconciliation(settings, reconciliation)
  return runs
}
