import type { ExpectationRule, Severity } from '../domain/finding.ts'
import type { RawValue } from '../domain/record.ts'

/** A value that is not what its side is expected to hold. */
export interface BrokenExpectation {
  readonly field: string
  readonly raw: RawValue
  readonly rule: ExpectationRule
  readonly severity: Severity
  /** How many records of a group break it; unsaid where the side is not grouped. */
  readonly records?: number
}
