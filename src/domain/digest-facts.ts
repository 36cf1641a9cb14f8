import type { Severity } from './finding.ts'

/** What one digest says, as plain JSON, so that a later edit of the message shows the same facts. */
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
  /** Number and first sighting (ISO) of the oldest open discrepancy. */
  readonly oldest: { readonly number: number; readonly firstSeenAt: string } | null
  /** Open ones that need somebody, most severe first; none that is snoozed. */
  readonly numbers: readonly number[]
}
