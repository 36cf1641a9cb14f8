import type { ExpectationRule, Severity } from '../domain/finding.ts'
import type { RawValue } from '../domain/record.ts'

/** A value that is not what its side is expected to hold. */
export interface BrokenExpectation {
  readonly field: string
  readonly raw: RawValue
  readonly rule: ExpectationRule
  readonly severity: Severity
}
