import type { Finding } from '../domain/finding.ts'
import type { FieldType, RecordKey, SideValues } from '../domain/record.ts'
import type { ComparisonSummary } from '../domain/run.ts'

export interface CompareOptions {
  /** Decides what is younger than a grace. */
  readonly now: Date
  readonly signal?: AbortSignal
  /** Rows read so far by side name; called every few thousand rows and at the end. */
  readonly onProgress?: (rows: Readonly<Record<string, number>>) => void
  /** Judge and return every record, agreeing ones too: for checks of few keys. */
  readonly keepRecords?: boolean
  /** Do not judge a record that any side lacks, but name its key in `deferred`: for a scope that cuts sides apart. */
  readonly deferIncomplete?: boolean
  /** Judge nothing and name every key in `deferred`: for a scope that cuts groups apart. */
  readonly deferAll?: boolean
}

/** What one comparison saw. Findings are in key order; records without a usable key come last. */
export interface Comparison {
  readonly summary: ComparisonSummary
  readonly findings: readonly Finding[]
  /** Empty unless `keepRecords`. */
  readonly records: readonly JudgedRecord[]
  /** Empty unless `deferIncomplete` or `deferAll`. */
  readonly deferred: readonly RecordKey[]
}

/** One key with the verdict on each field. A duplicated key has no fields: it is not compared. */
export interface JudgedRecord {
  readonly key: RecordKey
  readonly presentOn: readonly string[]
  /** Sides that must have the record and have not, also while `grace` keeps it from being a finding. */
  readonly missingFrom: readonly string[]
  readonly fields: readonly JudgedField[]
  readonly findings: readonly Finding[]
}

/**
 * Why a field agreed or did not. `ignored`: a null that agrees with everything, or a value that no other side has to
 * compare with. A field that differs and has an invalid value too `differs`.
 */
export type FieldVerdict =
  | 'equal'
  | 'normalised'
  | 'tolerated'
  | 'differs'
  | 'invalid'
  | 'pending'
  | 'ignored'

export interface JudgedField {
  readonly name: string
  readonly type: FieldType
  readonly values: SideValues
  readonly verdict: FieldVerdict
}
