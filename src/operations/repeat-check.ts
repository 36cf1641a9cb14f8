import { CounterfoilError } from '../domain/errors.ts'
import { findRun } from '../store/runs.ts'
import type { Context } from './context.ts'
import { joinOrRun } from './join-or-run.ts'
import type { RunOutcome } from './run-reconciliation.ts'

/** Compares the keys of an earlier run once more. Throws `not-found`, `forbidden`, `run-busy`. */
export async function repeatCheck(
  context: Context,
  { runId, requestedBy }: { readonly runId: string; readonly requestedBy: string },
): Promise<RunOutcome> {
  const run = await findRun(context.db, runId)
  if (run?.scope.kind !== 'keys')
    throw new CounterfoilError('not-found', 'That check is not known any more. Check again: /recon check')
  const { reconciliation: name, scope } = run
  const outcome = await joinOrRun(context, { name, scope, trigger: 'slash', requestedBy })
  if (outcome.comparison !== null) return outcome
  throw new CounterfoilError('run-busy', 'Another process was comparing this record: press the button again')
}
