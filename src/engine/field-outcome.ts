import type { Finding } from '../domain/finding.ts'
import type { Scaled } from './exact-decimal.ts'
import type { FieldVerdict } from './field-verdict.ts'

/** What one field of one record came to. */
export interface FieldOutcome {
  readonly verdict: FieldVerdict
  readonly findings: readonly Finding[]
  /** Largest distance of any two values when they are within tolerance and not equal. */
  readonly drift: Scaled | null
}

const NONE: readonly Finding[] = []

export const EQUAL: FieldOutcome = { verdict: 'equal', findings: NONE, drift: null }
export const NORMALISED: FieldOutcome = { verdict: 'normalised', findings: NONE, drift: null }
/** No other side has a value to compare with. */
export const ALONE: FieldOutcome = { verdict: 'ignored', findings: NONE, drift: null }

export function tolerated(drift: Scaled): FieldOutcome {
  return { verdict: 'tolerated', findings: NONE, drift }
}

export function differs(finding: Finding): FieldOutcome {
  return { verdict: 'differs', findings: [finding], drift: null }
}
