import { userInfo } from 'node:os'
import type { Actor } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Run } from '../domain/run.ts'
import { EXIT } from './exit-status.ts'
import { withTracker } from './open-context.ts'
import type { Shell } from './open-shell.ts'
import { printRun } from './print-run.ts'
import { startProgress } from './start-progress.ts'

/** `--accept RUN`: runs it again, and what it finds is remembered. Answers the exit status. */
export async function acceptHeld(shell: Shell, name: string, beginning: string): Promise<number> {
  const { acceptHeldRun, findHeldRun } = await import('../operations/decide-held-run.ts')
  const { findReconciliation } = await import('../operations/find-reconciliation.ts')
  return await withTracker(shell, async (context) => {
    const reconciliation = findReconciliation(context.settings, name)
    const { id: runId } = await findHeldRun(context, name, beginning)
    const progress = startProgress()
    const request = { runId, actor: actor(), trigger: 'cli', onProgress: progress.show } as const
    const { held, outcome } = await acceptHeldRun(context, request).finally(progress.clear)
    if (!outcome) throw decidedBefore(held)
    return await printRun(shell, { context, reconciliation, outcome, changedOnly: false })
  })
}

/** `--discard RUN`: nothing of it is remembered, and nobody is asked about it any more. */
export async function discardHeld(shell: Shell, name: string, beginning: string): Promise<number> {
  const { discardHeldRun, findHeldRun } = await import('../operations/decide-held-run.ts')
  return await withTracker(shell, async (context) => {
    const { id: runId } = await findHeldRun(context, name, beginning)
    const { decided, held } = await discardHeldRun(context, { runId, actor: actor() })
    if (!decided) throw decidedBefore(held)
    shell.tell(`run ${runId.slice(0, 8)} of ${name} is discarded: nothing was changed`)
    return EXIT.agree
  })
}

function actor(): Actor {
  return { kind: 'person', id: userInfo().username, surface: 'cli' }
}

function decidedBefore({ id, hold }: Run): CounterfoilError {
  const decision = hold?.decision
  const at = decision ? `${decision.at.toISOString().slice(0, 16).replace('T', ' ')}Z` : 'before'
  const why =
    decision?.word === 'passed'
      ? `a later run was not held (${at})`
      : `it was ${decision?.word} by ${decision?.by.id} at ${at}`
  return new CounterfoilError(
    'refused',
    `There is nothing to decide about run ${id.slice(0, 8)} any more: ${why}`,
  )
}
