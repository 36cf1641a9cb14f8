import { SEVERITIES } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { OverdueRule } from '../store/is-overdue.ts'

/** What is overdue at an instant, by the config. */
export function overdueRules(reconciliations: readonly Reconciliation[], at: Date): OverdueRule[] {
  return reconciliations.flatMap(({ name: reconciliation, triage }) =>
    SEVERITIES.flatMap((severity): OverdueRule[] => {
      const within = triage.withinSeconds?.[severity]
      if (within === undefined) return []
      return [{ reconciliation, severity, before: new Date(at.getTime() - within * 1_000) }]
    }),
  )
}
