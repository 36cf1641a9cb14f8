import type { Actor, Discrepancy } from '../domain/discrepancy.ts'
import type { Denial } from '../domain/permission.ts'
import type { RemedyAttempt } from '../domain/remedy.ts'
import type { RemedyPlan } from './plan-remedies.ts'

export interface RemedyRequest {
  readonly number: number
  readonly remedy: string
  readonly actor: Actor
  /** Of the plan that was approved; absent: the record must show what the last run saw. */
  readonly hash?: string
  /** Of the discrepancy that was looked at. */
  readonly version?: number
  /** Names what was approved together. */
  readonly bulk?: string
  /** The run whose findings are repaired. */
  readonly runId?: string
}

/** What became of it; `attempt.state` says how far it went. Refused and forbidden: nothing was begun. */
export type RemedyOutcome =
  | { readonly attempt: RemedyAttempt; readonly discrepancy: Discrepancy }
  /** `plan`: as it would be now, where that was looked at. */
  | { readonly refused: string; readonly discrepancy: Discrepancy; readonly plan: RemedyPlan | null }
  | { readonly forbidden: Denial; readonly discrepancy: Discrepancy }
