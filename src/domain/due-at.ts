import type { Discrepancy } from './discrepancy.ts'
import type { TriageRules } from './reconciliation.ts'

type Dated = Pick<Discrepancy, 'status' | 'finding' | 'firstSeenAt' | 'reopenedAt'>

/** By when something open should be resolved, counted from when it was found or came back last; null: no rule says. */
export function dueAt({ status, finding, firstSeenAt, reopenedAt }: Dated, rules: TriageRules): Date | null {
  const within = rules.withinSeconds?.[finding.severity]
  if (within === undefined || status === 'resolved') return null
  return new Date((reopenedAt ?? firstSeenAt).getTime() + within * 1_000)
}
