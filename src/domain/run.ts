import type { Actor } from './discrepancy.ts'
import type { GuardEvidence } from './guard.ts'
import type { RunPart } from './run-part.ts'
import type { Scope } from './scope.ts'

export type Trigger = 'schedule' | 'slash' | 'http' | 'event' | 'cli'
export type RunState = 'running' | 'completed' | 'failed' | 'held' | 'partial'

/** Control totals and row count of one side, sums as exact decimal text. */
export interface SideSummary {
  readonly rows: number
  readonly totals: Readonly<Record<string, string>>
}

/** Counts of one comparison. `matched`: keys exactly once on every side that must have them. */
export interface ComparisonCounts {
  readonly matched: number
  /** Those of `matched` with no finding. */
  readonly agreeing: number
  readonly missing: number
  readonly mismatch: number
  readonly duplicate: number
  readonly invalid: number
  /** Only where there are some. */
  readonly schema?: number
  readonly drift: number
  /** Findings that were gone when they were looked at again; only with `settle`. */
  readonly timing?: number
  /** Pairs of records with different keys; only where `match` is said. */
  readonly rekeyed?: number
}

/** Differences within tolerance of one field: how many, the largest and the sum of their sizes, exact (lag: seconds). */
export interface FieldDrift {
  readonly count: number
  readonly max: string
  readonly sum: string
}

/** What one comparison saw, without its findings. */
export interface ComparisonSummary {
  readonly sides: Readonly<Record<string, SideSummary>>
  readonly counts: ComparisonCounts
  readonly drift: Readonly<Record<string, FieldDrift>>
  /** Why field values agreed: as read, after normalising, within tolerance. */
  readonly agreement: { readonly asRead: number; readonly normalised: number; readonly tolerated: number }
  /** Keys that differ and were too many to look at again; only then. */
  readonly notSettled?: number
  /** Only as remembered: a later run that misses one of these columns knows that it was there. */
  readonly columns?: ComparedColumns
}

/** What each side called each field, by side and field, when a run was completed. */
export type ComparedColumns = Readonly<Record<string, Readonly<Record<string, string>>>>

/** One execution of a reconciliation over a scope, as remembered. */
export interface Run {
  readonly id: string
  readonly reconciliation: string
  readonly trigger: Trigger
  /** Who asked: a Slack user id, a login name, `schedule`. */
  readonly requestedBy: string
  readonly scope: Scope
  readonly state: RunState
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly summary: ComparisonSummary | null
  readonly changes: RunChanges | null
  /** The sentence people get when it failed. */
  readonly error: string | null
  /** Which keys it compared; null: all of its scope. */
  readonly part: RunPart | null
  /** Equal for configs that compare the same in the same way; null: a run of an older version. */
  readonly configHash: string | null
  /** Why it was held, and what became of that; null: it was not. */
  readonly hold?: Hold | null
  /** The held run whose evidence somebody accepted by this one. */
  readonly accepts?: string | null
}

/** That a run was held. */
export interface Hold {
  readonly evidence: GuardEvidence
  /** The first of the held runs that one message tells of; its id names the message. */
  readonly toldWith: string
  /** Null: nobody has decided yet. */
  readonly decision: HoldDecision | null
}

/** What became of a held run. `passed`: a later run was not held, so there is nothing to decide any more. */
export interface HoldDecision {
  readonly word: 'accepted' | 'discarded' | 'passed'
  readonly by: Actor
  readonly at: Date
}

/** How many discrepancies a run opened, saw again, reopened and resolved. */
export interface RunChanges {
  readonly opened: number
  readonly seenAgain: number
  readonly reopened: number
  readonly resolved: number
}
