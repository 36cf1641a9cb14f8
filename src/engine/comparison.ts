import type { Finding } from '../domain/finding.ts'
import type { FieldType, RecordKey, SideValues } from '../domain/record.ts'
import type { ComparisonSummary } from '../domain/run.ts'
import type { RunPart } from '../domain/run-part.ts'
import type { FieldVerdict } from './field-verdict.ts'
import type { Pattern } from './find-patterns.ts'
import type { HintProfiles } from './hint-profiles.ts'
import type { SideTotalParts } from './total-parts.ts'
import type { Unmatched } from './unmatched.ts'

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
  /** Look at the other columns of every record for what sets a pattern's records apart: costs time, identical ones too. */
  readonly findHints?: boolean
  /** Keep the records that a side lacks, for `pairRecords`: only with `match`. */
  readonly keepUnmatched?: boolean
  /** A comparison of other keys of the same plan which this one completes: hints are then those of both together. */
  readonly completes?: Comparison
  /** Where it begins, and what it may use up before it stops; unsaid: all keys. */
  readonly part?: PartLimits
}

export interface PartLimits {
  /** Only keys after this one are compared; null: from the first. */
  readonly after: RecordKey | null
  /** Records read, of all sides together. */
  readonly rows?: number
  readonly findings?: number
  /** Aborted when the time is up. */
  readonly timeUp?: AbortSignal
}

/** The keys that were compared, where they are not all: see rule 15. */
export interface ComparedPart extends Pick<RunPart, 'after' | 'upTo' | 'stoppedBy' | 'keyOrder'> {
  /** Whether the comparison concludes about a key, as a finding has it. */
  readonly covers: (key: RecordKey) => boolean
}

/** What one comparison saw. Findings about the schema come first, then those in key order, then records without a usable key. */
export interface Comparison {
  readonly summary: ComparisonSummary
  readonly findings: readonly Finding[]
  /** Empty unless `keepRecords`. */
  readonly records: readonly JudgedRecord[]
  /** Empty unless `deferIncomplete` or `deferAll`. */
  readonly deferred: readonly RecordKey[]
  /** What many findings have in common, the largest pattern first. */
  readonly patterns: readonly Pattern[]
  /** What the control totals owe to records that are not the same everywhere: see `explainTotals`. */
  readonly totalParts: SideTotalParts
  /** Only with `keepUnmatched`. */
  readonly unmatched?: Unmatched
  /** What hints are made of, for a comparison that completes this one; null unless `findHints`. */
  readonly hintProfiles: HintProfiles | null
  /** Absent where all keys were compared. */
  readonly part?: ComparedPart
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

export interface JudgedField {
  readonly name: string
  readonly type: FieldType
  readonly values: SideValues
  readonly verdict: FieldVerdict
}
