import type { RawValue, RecordKey } from '../domain/record.ts'

/** One key with what each side has there. */
export interface RecordAtKey {
  readonly key: RecordKey
  /** Raw cells by side, in the order of the plan; null where the side has no such record. */
  readonly cells: readonly (readonly RawValue[] | null)[]
}
