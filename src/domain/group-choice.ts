import { STATUSES, type Status } from './discrepancy.ts'
import type { FindingKind } from './finding.ts'

/** Which of those that stand in a run's group message somebody means; null does not narrow. */
export interface GroupChoice {
  readonly runId: string
  /** The short name of what they have in common. */
  readonly pattern: string | null
  readonly kind: FindingKind | null
  readonly field: string | null
  /** Null: all that are not resolved. */
  readonly status: Status | null
}

export function statusesOf({ status }: Pick<GroupChoice, 'status'>): readonly Status[] {
  return status === null ? STATUSES.filter((each) => each !== 'resolved') : [status]
}
