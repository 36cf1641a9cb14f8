import type { RawValue, RecordKey } from '../domain/record.ts'
import type { BrokenExpectation } from './broken-expectation.ts'

/** One key with what each side has there. */
export interface RecordAtKey {
  readonly key: RecordKey
  /** Raw cells by side, in the order of the plan; null where the side has no such record. */
  readonly cells: readonly (readonly RawValue[] | null)[]
  /** By side: what the record breaks of what is expected of that side. */
  readonly broken: readonly (readonly BrokenExpectation[] | null)[]
}
