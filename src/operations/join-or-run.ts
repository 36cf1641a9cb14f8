import { CounterfoilError } from '../domain/errors.ts'
import { refuseForbidden, whoAsks } from './allow-action.ts'
import type { Context } from './context.ts'
import { findGoing, type RunOutcome, type RunRequest, runReconciliation } from './run-reconciliation.ts'

/**
 * A run as asked for, unless this process is making such a run already: then its outcome is waited for, and is the
 * answer to both. A run of another process is `run-busy`, as ever. Throws `forbidden` where somebody in Slack may not.
 */
export async function joinOrRun(
  context: Context,
  request: RunRequest,
): Promise<RunOutcome & { readonly joined: boolean }> {
  // Also what ends while it is asked who they are.
  const atFirst = findGoing(context, request)
  await refuseForbidden(context, {
    actor: whoAsks(request),
    action: 'run',
    reconciliation: request.name,
  })
  const going = atFirst ?? findGoing(context, request)
  try {
    if (going) return { ...(await going), joined: true }
  } catch (error) {
    // That one never began: another process was first, and may be done by now.
    if (!(error instanceof CounterfoilError) || error.code !== 'run-busy') throw error
  }
  return { ...(await runReconciliation(context, request)), joined: false }
}
