import type { FieldCause } from './cause-state.ts'
import type { Actor } from './discrepancy.ts'
import type { FindingKind, Severity } from './finding.ts'
import type { FixFacts } from './fix-facts.ts'
import type { TrendUnit } from './trend-buckets.ts'

/** The middle one of so many durations. */
export interface MedianTime {
  readonly seconds: number
  readonly count: number
}

/** What was opened since the last digest, and what is open: `cause` or `field` says of what. */
interface TopicCount {
  readonly opened: number
  readonly open: number
}

/** What became open, what became resolved, and what was open at the end, day by day or week by week. */
export interface DigestTrend {
  readonly unit: TrendUnit
  /** Oldest first; the last one ends with the digest. */
  readonly points: readonly {
    /** Its first day, `2026-11-01`. */
    readonly day: string
    readonly opened: number
    readonly resolved: number
    readonly open: number
  }[]
}

/**
 * What one digest says, as plain JSON, so that a later edit of the message shows the same facts. What is optional is
 * missing where there is nothing of it to say, and in the facts of older versions.
 */
export interface DigestFacts {
  readonly day: string
  /** ISO instants. */
  readonly since: string
  readonly until: string
  readonly opened: number
  readonly reopened: number
  readonly resolvedByPeople: number
  readonly resolvedByThemselves: number
  readonly open: Readonly<Record<Severity, number>>
  /** Those of the open ones of which nobody wants to hear just now; only where there are some. */
  readonly snoozed?: number
  /** Who resolved most of them, and how many did at all. */
  readonly resolvers?: {
    readonly people: number
    readonly top: readonly { readonly actor: Actor; readonly count: number }[]
  }
  /** From being opened, or coming back, to what a person did since the last digest. */
  readonly acknowledgedAfter?: MedianTime
  readonly resolvedAfter?: MedianTime
  /** Targets that were missed since the last digest, and open ones that are overdue; only where there are some. */
  readonly missed?: number
  readonly overdue?: number
  /** How many were open in the channel's last digest; unsaid: there was none. */
  readonly openBefore?: number
  /** Of the snoozed ones: those whose snooze ends within a day of the digest. */
  readonly wakingSoon?: number
  readonly causes?: readonly (TopicCount & { readonly cause: string })[]
  /** Of findings about a whole record the field is null. */
  readonly fields?: readonly (TopicCount & { readonly kind: FindingKind; readonly field: string | null })[]
  readonly trend?: DigestTrend
  /** Causes that were said to be gone since the last digest, and those that came back after being away so long. */
  readonly gone?: readonly (FieldCause & { readonly title: string })[]
  readonly back?: readonly (FieldCause & { readonly title: string; readonly seconds: number })[]
  /** What remedies did, with and without approval. */
  readonly fixes?: readonly FixFacts[]
  readonly reconciliations: readonly {
    readonly name: string
    readonly title: string
    readonly opened: number
    readonly resolved: number
    readonly open: number
  }[]
  /** Titles of those whose last run of everything was stopped by its budget; only where there are some. */
  readonly stopped?: readonly string[]
  /** Titles of those that have a held run nobody has decided about; only where there are some. */
  readonly held?: readonly string[]
  /** Titles of those whose scheduled runs fail, the newest one too. */
  readonly failing?: readonly string[]
  /** Number and first sighting (ISO) of the oldest open discrepancy. */
  readonly oldest: { readonly number: number; readonly firstSeenAt: string } | null
  /** Open ones that need somebody, most severe first; none that is snoozed. */
  readonly numbers: readonly number[]
}
