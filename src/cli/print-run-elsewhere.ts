import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RunElsewhere } from '../operations/wait-for-run-elsewhere.ts'
import { exitStatusOfComparison } from './exit-status.ts'
import type { Shell } from './open-shell.ts'
import { formatReport } from './output/format-report.ts'

/** Prints what the tracker remembers of a run that another process made; answers the exit status. */
export async function printRunElsewhere(
  shell: Shell,
  reconciliation: Reconciliation,
  { run, discrepancies }: RunElsewhere,
): Promise<number> {
  const { id, state, part, hold } = run
  const findings = hold ? [] : discrepancies.map(({ finding }) => finding)
  const report = {
    reconciliation: reconciliation.name,
    run: id,
    state,
    keyNames: reconciliation.keyNames,
    // Only a run that failed has none, and that is thrown.
    summary: run.summary!,
    findings,
    ...(reconciliation.shadow ? { isShadow: true } : {}),
    ...(hold ? { guard: hold.evidence } : {}),
    ...(part ? { part } : {}),
  }
  await shell.print(formatReport(report, shell.format, shell.style))
  shell.tell(
    'another process was making this run, so its outcome is printed: findings are those that the tracker remembers of it',
  )
  return exitStatusOfComparison(state, hold ? 0 : (part?.findingsSoFar ?? findings.length))
}
