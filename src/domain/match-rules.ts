import type { Severity } from './finding.ts'
import type { MatchField } from './pair-reason.ts'

/** How records that are missing crosswise on two sides are paired. */
export interface MatchRules {
  /** A pair is looked at where all fields of one of these are equal on both sides, and none is null or empty. */
  readonly blocking: readonly (readonly string[])[]
  readonly fields: readonly MatchField[]
  /** A pair scores this at least, in millionths: 900,000 is 0.9. */
  readonly thresholdMillionths: number
  /** So much every assignment without a pair must be worse, in millionths; else the pair is tied. */
  readonly marginMillionths: number
  /** Pairs that are looked at; records whose blocks go beyond that stay undecided. */
  readonly maxPairs: number
  readonly severity: Severity
}
