import { setTimeout as sleep } from 'node:timers/promises'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Run, RunChanges } from '../domain/run.ts'
import { findRun, findRunning } from '../store/runs.ts'
import { listSeenByRun } from '../store/seen-by-run.ts'
import type { Context } from './context.ts'
import { countChanges } from './plan-conclusions.ts'
import type { RunRequest } from './run-reconciliation.ts'

/** People wait for it, and runs take longer. */
const LOOK_SECONDS = 0.5

/** More findings than that nobody reads in an answer. */
export const MOST_SEEN = 1_000

/** The outcome of a run that another process made: what the tracker remembers of it. */
export interface RunElsewhere {
  readonly joined: true
  /** Only that process had it. */
  readonly comparison: null
  readonly run: Run
  readonly changes: RunChanges
  /** As they now are; those that no later run has seen since. */
  readonly discrepancies: readonly Discrepancy[]
}

/**
 * Waits for the run over the same that another process is making, and answers with what the tracker remembers of it. Null: there
 * is none any more, or its process died. Throws `source-incomplete` where it failed, and `run-stopped`.
 */
export async function waitForRunElsewhere(
  context: Context,
  { name, scope }: RunRequest,
  tell: (run: Run) => void,
): Promise<RunElsewhere | null> {
  const { db } = context
  const look = () => findRunning(db, { reconciliation: name, scope, now: context.now() })
  const first = await look()
  if (!first) return null
  tell(first)
  for (let now: Run | null = first; now?.id === first.id; now = await look()) await pause(context)
  const run = await findRun(db, first.id)
  // Its lease ended before it did: whoever comes next takes over.
  if (!run || run.state === 'running') return null
  if (run.state === 'failed') throw failed(run)
  const seen = await listSeenByRun(db, { reconciliation: name, runId: run.id, limit: MOST_SEEN })
  return {
    joined: true,
    comparison: null,
    run,
    changes: run.changes ?? countChanges([]),
    discrepancies: seen,
  }
}

async function pause({ wait, signal }: Context): Promise<void> {
  await (wait?.(LOOK_SECONDS) ?? sleep(LOOK_SECONDS * 1_000, undefined, { signal })).catch(() => {
    throw new CounterfoilError(
      'run-stopped',
      'This process stops, so the outcome of the run was not waited for',
    )
  })
}

function failed({ reconciliation, error }: Run): CounterfoilError {
  const because = error === null ? '' : `: ${error}`
  return new CounterfoilError(
    'source-incomplete',
    `Another process was making this run of "${reconciliation}", and it failed${because}`,
  )
}
