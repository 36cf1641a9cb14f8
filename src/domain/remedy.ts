import type { CallTemplate } from './call-template.ts'
import type { Actor } from './discrepancy.ts'
import type { FindingKind } from './finding.ts'
import type { RawValue } from './record.ts'

/** A fix for a recognised discrepancy, of one reconciliation. */
export interface Remedy {
  readonly name: string
  /** What the button and the window say: `Copy the address from the CRM`. */
  readonly title: string
  readonly when: RemedyCondition
  readonly does: RemedyAction
  /** Takes it back; absent: it cannot be undone. */
  readonly reverse?: RemedyAction
  /** Who may let it happen: `person` is everybody who may fix, else user groups and people. `auto`: also nobody. */
  readonly approve: 'person' | 'auto' | readonly string[]
  /** Of `auto`: how many approved fixes must have been verified before somebody may switch it on. */
  readonly autoAfter: number
  /** Attempts at most. */
  readonly limit: { readonly run: number; readonly day: number }
  /** Everything but the fix itself. */
  readonly dryRun: boolean
}

/** Which discrepancies it fits; what it does not say holds for all. */
export interface RemedyCondition {
  readonly kinds?: readonly FindingKind[]
  readonly fields?: readonly string[]
  /** The side that the finding calls likely correct. */
  readonly likelyCorrect?: readonly string[]
  readonly causes?: readonly string[]
}

export type RemedyAction =
  /**
   * One statement with named parameters such as `:seen`, in the database of a side whose source has `write`. `side` is the
   * one that is changed.
   */
  | { readonly type: 'sql'; readonly side: string; readonly statement: string }
  /** `side`: the one that is changed. `ifMatch`: where the record is read first, and what is sent back of its ETag. */
  | {
      readonly type: 'http'
      readonly side: string
      readonly call: CallTemplate
      /** The record's own address: read first, its ETag is sent as `If-Match`; absent: it is not. */
      readonly ifMatch?: string
    }

/**
 * `approved`: to be done. `running`: begun, and nobody knows yet. `applied`: done, and not looked at since.
 * `verified`: all sides agree. `unverified`: done, and they do not, or cannot be read. `refused`: something else was there.
 * `failed`: it was not done. `unknown`: nobody can tell. `dry-run`: it would have been done. `undone`: taken back.
 */
export const ATTEMPT_STATES = [
  'approved',
  'running',
  'applied',
  'verified',
  'unverified',
  'refused',
  'failed',
  'unknown',
  'dry-run',
  'undone',
] as const
export type AttemptState = (typeof ATTEMPT_STATES)[number]

/** So many failures in a row switch a remedy off. */
export const MOST_FAILURES = 3

/** Does it count as a failure of the remedy? What was refused was right to be. */
export function isFailure(state: AttemptState): boolean {
  return state === 'failed' || state === 'unverified'
}

/** One try of a remedy on one discrepancy. */
export interface RemedyAttempt {
  readonly id: string
  readonly number: number
  readonly reconciliation: string
  readonly remedy: string
  readonly state: AttemptState
  /** Who let it happen; a timer: it is on by itself. */
  readonly actor: Actor
  readonly approvedAt: Date
  readonly endedAt: Date | null
  /** Names what was approved together. */
  readonly bulk: string | null
  /** Takes back that attempt; null: it is a fix. */
  readonly undoes: string | null
  /** The side that is changed, its key, and its values by field, as seen and as they shall be (or are found after). */
  readonly side: string
  readonly before: Readonly<Record<string, RawValue>> | null
  readonly after: Readonly<Record<string, RawValue>> | null
  /** Why it was refused or failed, or what to look at, as one sentence for people, without values. */
  readonly said: string | null
}

/** Whether a remedy may be used, in the tracker. */
export interface RemedyState {
  readonly reconciliation: string
  readonly remedy: string
  /** Failed so often in a row that it is switched off. */
  readonly offSince: Date | null
  readonly failures: number
  /** Verified fixes that people approved. */
  readonly approved: number
  /** Who switched it on for itself, and when; null: it is not. */
  readonly autoBy: Actor | null
  readonly autoSince: Date | null
}
