import type { SqlStatement } from '../domain/parse-statement.ts'
import type { SideLocation } from '../domain/reconciliation.ts'
import type { RawValue } from '../domain/record.ts'

/** One record of a side, by its key, and what of it was seen. */
export interface GuardedRecord {
  /** Names the attempt, so that another process can tell whether it is still going on. */
  readonly attempt: string
  readonly location: SideLocation
  readonly keyColumns: readonly string[]
  readonly key: readonly RawValue[]
  /** Columns whose values must be those that were seen. */
  readonly columns: readonly string[]
}

/** A change of one record that is only made where it still shows what was seen. */
export interface RecordChange extends GuardedRecord {
  /** In the order of `columns`; null: the side does not have the record. */
  readonly seen: readonly RawValue[] | null
  readonly statement: SqlStatement
  /** By the statement's words. */
  readonly values: Readonly<Record<string, RawValue>>
  /** Everything but the commit. */
  readonly isDryRun: boolean
  /** Told, before it is committed, what will then be there. False: it must not be. */
  readonly arm: (after: readonly RawValue[] | null) => Promise<boolean>
}

/** `because`: a sentence without its full stop and without values. `unknown`: the commit was sent and not answered. */
export type ChangeOutcome =
  | { readonly word: 'applied' | 'dry-run'; readonly after: readonly RawValue[] | null }
  | { readonly word: 'refused' | 'failed' | 'unknown'; readonly because: string }

/** What is there of an attempt that nobody answered for; `isGoing`: its transaction is still open. */
export type ChangeTrace =
  | { readonly isGoing: true }
  /** Null: the side does not have the record. */
  | { readonly isGoing: false; readonly shows: readonly RawValue[] | null }

/** Changes records of a source, by its own login. */
export interface RecordWriter {
  change(change: RecordChange): Promise<ChangeOutcome>
  /** Throws where the source cannot be read. */
  trace(record: GuardedRecord): Promise<ChangeTrace>
}
