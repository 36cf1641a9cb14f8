import { describeStart, describeStop } from '../domain/describe-part.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RunChanges } from '../domain/run.ts'
import type { Context } from '../operations/context.ts'
import type { RunOutcome } from '../operations/run-reconciliation.ts'
import { exitStatusOfComparison } from './exit-status.ts'
import type { Shell } from './open-shell.ts'
import { formatReport } from './output/format-report.ts'
import type { Report } from './output/report.ts'

export interface PrintedRun {
  readonly context: Context
  readonly reconciliation: Reconciliation
  readonly outcome: RunOutcome
  readonly changedOnly: boolean
}

/** Prints what a run came to, and what to do where it was held; answers the exit status. */
export async function printRun(shell: Shell, printed: PrintedRun): Promise<number> {
  const { context, reconciliation, outcome, changedOnly } = printed
  const { describeVerified } = await import('../operations/describe-verified.ts')
  const { state, scope, part, hold } = outcome.run
  const verified = await describeVerified(context, reconciliation)
  const report = {
    ...(await reportOf(printed)),
    ...(changedOnly ? { scope, verifiedThrough: verified.through } : {}),
  }
  await shell.print(formatReport(report, shell.format, shell.style))
  if (hold) {
    tellHowToDecide(shell, reconciliation.name, outcome.run.id)
    return exitStatusOfComparison(state, 0)
  }
  shell.tell(describeChanges(outcome.changes))
  if (reconciliation.shadow) shell.tell('shadow: what this run found is remembered, and nobody is told')
  const { notSettled } = report.summary
  if (notSettled !== undefined)
    shell.tell(`not looked at again: ${notSettled.toLocaleString('en')} keys differ, which is too many`)
  if (scope.kind === 'everything' && scope.because !== undefined)
    shell.tell(`everything was compared: ${scope.because}`)
  const followsChanges = changedOnly || reconciliation.changes
  if (followsChanges && (scope.kind === 'changed' || scope.kind === 'everything'))
    shell.tell(`verified through ${verified.through?.toISOString() ?? 'not yet'}`)
  if (outcome.begunAnew !== null) shell.tell(`began at the beginning: ${outcome.begunAnew}`)
  return exitStatusOfComparison(state, part?.findingsSoFar ?? report.findings.length)
}

async function reportOf({ reconciliation, outcome }: PrintedRun): Promise<Report> {
  const { explainTotals } = await import('../engine/index.ts')
  const { summary, findings, patterns } = outcome.comparison
  const { id, state, scope, part, hold } = outcome.run
  // Of some keys alone they would be no totals of the sides, and after a second look no longer those of the findings.
  const hasTotals = scope.kind !== 'changed' && !part && !hold && !summary.counts.timing
  return {
    reconciliation: reconciliation.name,
    run: id,
    state,
    keyNames: reconciliation.keyNames,
    summary,
    // Nothing is concluded of a run that was held.
    findings: hold ? [] : findings,
    patterns: hold ? [] : patterns,
    totals: hasTotals ? explainTotals(outcome.comparison) : [],
    ...(reconciliation.shadow ? { isShadow: true } : {}),
    ...(hold ? { guard: hold.evidence } : {}),
    ...(part
      ? { part, stopped: describeStop(part, reconciliation.budget), started: describeStart(part) }
      : {}),
  }
}

function tellHowToDecide(shell: Shell, name: string, id: string): void {
  const run = id.slice(0, 8)
  shell.tell(`to see all of it: counterfoil run ${name} --dry-run findings`)
  shell.tell(`to compare again and remember what that finds: counterfoil run ${name} --accept ${run}`)
  shell.tell(`to leave everything as it was: counterfoil run ${name} --discard ${run}`)
}

function describeChanges({ opened, seenAgain, reopened, resolved }: RunChanges): string {
  return `opened ${opened}, seen again ${seenAgain}, reopened ${reopened}, resolved ${resolved}`
}
