/** When a cause counts as gone. */
export interface CauseRules {
  /** So many days with a completed run, and none of them has seen it. */
  readonly goneAfterDays: number
  /** Of fewer findings nobody is told that they stopped. */
  readonly atLeast: number
}

/** What holds where the config says nothing. */
export const USUAL_CAUSES: CauseRules = { goneAfterDays: 7, atLeast: 5 }

/** A recognised cause of differences in one field. */
export interface FieldCause {
  readonly field: string
  readonly cause: string
}

/** What is known of a cause in a field of one reconciliation. */
export interface CauseState extends FieldCause {
  readonly lastSeenAt: Date
  /** Days since then on which a run that looked at all that may differ came to its end, and the last of them. */
  readonly quietDays: number
  readonly quietDay: string | null
  /** When it was said to be gone; null: it is not. */
  readonly goneAt: Date | null
  /** When it came back last after that, and since when it had been away; null: it never did. */
  readonly backAt: Date | null
  readonly awaySince: Date | null
}

/** That a cause has stopped appearing, as it is told; instants as ISO texts. */
export interface CauseGone extends FieldCause {
  readonly reconciliation: string
  /** How many times something was opened with it, or came back. */
  readonly findings: number
  /** Its first day, `2026-10-01`. */
  readonly since: string
  readonly lastSeenAt: string
  readonly at: string
}
