import type { SideLocation } from '../domain/reconciliation.ts'
import type { Column, KeyOrder, RawValue } from '../domain/record.ts'
import type { RecordBatch } from '../domain/record-batch.ts'

/**
 * How every kind of source is read. A connector hands out raw text in key order and nothing else: it never
 * converts, judges or drops. Errors are `CounterfoilError`s that name the source: `source-missing`,
 * `source-unreachable`, `source-incomplete`, `source-encoding`, `source-query`.
 */
export interface Connector {
  /**
   * Columns of a side's table, query or files, in their own order. `named`: those that the config says; a source that
   * does not know its columns before it has read all records takes their word for them until then.
   */
  columns(location: SideLocation, named?: readonly string[]): Promise<readonly Column[]>
  /** The side's records in scope. Ends only when the last one was read; a source cut short throws instead. */
  read(request: ReadRequest): AsyncIterable<RecordBatch>
  close(): Promise<void>
}

/** What to read of one side. Columns are the side's own names. */
export interface ReadRequest {
  readonly location: SideLocation
  /** Key columns first, then fields, in the order the cells shall have. A column may be named twice. */
  readonly columns: readonly string[]
  /**
   * How the leading key columns are ordered, part by part; its length is the number of key columns. A part that is
   * null, or no integer where the order is `integer`, comes after all others of its place.
   */
  readonly keyOrder: readonly KeyOrder[]
  readonly scope: SideScope
  readonly signal: AbortSignal
}

/** A run's scope in one side's own terms. */
export type SideScope =
  | { readonly kind: 'everything' }
  /** Keys as raw text, one array of parts a key. */
  | { readonly kind: 'keys'; readonly keys: readonly (readonly RawValue[])[] }
  /** Whole days, both included, of `column`, read in `zone` where the value carries none. */
  | {
      readonly kind: 'dates'
      readonly column: string
      readonly from: string
      readonly to: string
      readonly zone: string
    }
  /**
   * Records whose `column` is at or after the instant `since` (ISO 8601, UTC), read in `zone` where the value carries
   * none. A null or empty one is in scope: nobody can say that it did not change.
   */
  | { readonly kind: 'changed'; readonly column: string; readonly since: string; readonly zone: string }
