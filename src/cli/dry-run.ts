import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Scope } from '../domain/scope.ts'
import type { Stage as EarlyStage } from '../operations/preview-run.ts'
import { exitStatusOfComparison } from './exit-status.ts'
import { type readContext, withReadOnlyTracker } from './open-context.ts'
import type { Shell } from './open-shell.ts'
import { formatPlannedChanges } from './output/format-planned-changes.ts'
import { formatPlannedMessages } from './output/format-planned-messages.ts'

/** The stages of a run that can be printed, in their order. */
export const STAGES = ['columns', 'plan', 'records', 'findings', 'changes', 'messages'] as const
export type Stage = (typeof STAGES)[number]

export interface DryRun {
  readonly reconciliation: Reconciliation
  readonly scope: Scope
  readonly stage: Stage
}

/** Prints one stage of a run and remembers nothing; answers the exit status. */
export async function dryRun(
  shell: Shell,
  context: ReturnType<typeof readContext>,
  { stage, ...request }: DryRun,
): Promise<number> {
  if (stage === 'changes') return await printChanges(shell, context, request)
  if (stage === 'messages') return await printMessages(shell, context, request)
  return await printEarly(shell, context, { stage, ...request })
}

type Request = Omit<DryRun, 'stage'>

/** What comes before the tracker: it is not opened. */
async function printEarly(
  shell: Shell,
  context: ReturnType<typeof readContext>,
  request: Request & { readonly stage: EarlyStage },
): Promise<number> {
  const { previewRun } = await import('../operations/preview-run.ts')
  const preview = await previewRun(context, request)
  await shell.print([`${JSON.stringify(preview, null, 2)}\n`])
  const found = request.stage === 'findings' && Array.isArray(preview) ? preview.length : 0
  return exitStatusOfComparison('completed', found)
}

async function printChanges(
  shell: Shell,
  context: ReturnType<typeof readContext>,
  request: Request,
): Promise<number> {
  const { previewChanges } = await import('../operations/preview-changes.ts')
  const planned = await withReadOnlyTracker((readTracker) =>
    previewChanges(context, { ...request, readTracker }),
  )
  await shell.print(formatPlannedChanges(planned.changes, shell.format, shell.style))
  return exitStatusOfComparison('completed', planned.findings)
}

async function printMessages(
  shell: Shell,
  context: ReturnType<typeof readContext>,
  request: Request,
): Promise<number> {
  const { previewMessages } = await import('../operations/preview-messages.ts')
  const planned = await withReadOnlyTracker((readTracker) =>
    previewMessages(context, { ...request, readTracker }),
  )
  await shell.print(formatPlannedMessages(planned.messages, shell.format, shell.style))
  const { name, notify } = request.reconciliation
  if (notify.channel === null) {
    shell.tell(`nobody is told: reconciliations.${name}.notify.channel is not set`)
  }
  return exitStatusOfComparison('completed', planned.findings)
}
