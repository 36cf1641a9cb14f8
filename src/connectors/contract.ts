import type { SideLocation } from '../domain/reconciliation.ts'
import type { Column, KeyOrder, RawValue } from '../domain/record.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import type { ChangeLog } from './change-log.ts'

/**
 * How every kind of source is read. A connector hands out raw text in key order and nothing else: it never
 * converts, judges or drops. Errors are `CounterfoilError`s that name the source: `source-missing`,
 * `source-unreachable`, `source-incomplete`, `source-encoding`, `source-query`, `source-busy`.
 */
export interface Connector {
  /**
   * Columns of a side's table, query or files, in their own order. `named`: those that the config says; a source that
   * does not know its columns before it has read all records takes their word for them until then.
   */
  columns(location: SideLocation, named?: readonly string[]): Promise<readonly Column[]>
  /** The side's records in scope. Ends only when the last one was read; a source cut short throws instead. */
  read(request: ReadRequest): AsyncIterable<RecordBatch>
  /** Absent where the source cannot work them out itself. */
  readonly checksums?: Checksums
  /** Absent where the source cannot compare sides itself. */
  readonly joins?: Joins
  /** Absent where the source has no log of changes that can be read. */
  readonly changes?: ChangeLog
  close(): Promise<void>
}

/** What a source can say of its records without handing them out. */
export interface Checksums {
  /**
   * Ways of hashing these columns that it knows, the cheapest first: sides that share one are compared by it. `md5` is
   * the same in all sources, a native one only between servers of the same engine, version and encoding. None where it
   * cannot write a column's text as a read hands it out, or not add one up exactly.
   */
  dialects(side: HashedSide): Promise<readonly string[]>
  /** Roughly how many records there are, and the lowest and highest key where it is one native integer. */
  extent(side: HashedSide): Promise<Extent>
  /** One checksum a bucket that has records, in the order of the buckets, null first. Ends only when all were told. */
  read(request: ChecksumRequest): AsyncIterable<readonly BucketChecksum[]>
}

export interface Extent {
  readonly rows: number
  /** Null where the key is no integer by its column's type; then ranges are not to be asked for. */
  readonly keys: { readonly lowest: bigint; readonly highest: bigint } | null
}

/** Columns as in `ReadRequest`, but only those that are compared. */
export interface HashedSide extends Omit<ReadRequest, 'scope' | 'hashedBy'> {
  /** Cells, numbers by their column's type, whose exact sums are wanted. */
  readonly summedCells: readonly number[]
}

export interface ChecksumRequest extends HashedSide {
  readonly bucketing: Bucketing
  readonly dialect: string
}

/** Puts records into buckets by their key, the same way in every source. */
export type Bucketing =
  /** For one native integer: the key divided by `width`, cut towards zero. */
  | { readonly kind: 'ranges'; readonly width: bigint }
  /** For any key: the first 32 bits of the MD5 of its parts' canonical texts, modulo `count`. */
  | { readonly kind: 'hash'; readonly count: number }

/**
 * The records of one bucket. Same `rows` and `checksum` on two sides means the same records as read, but for a chance of
 * one in 2^60: the sum of all records' hashes, each over the length and text of every cell, the key among them.
 */
export interface BucketChecksum {
  /** Null for the records whose key is none: a part is null or empty, or no integer where one is due. */
  readonly bucket: bigint | null
  readonly rows: number
  readonly checksum: string
  /** Some key occurs more than once. */
  readonly hasCopies: boolean
  /** As asked for by `summedCells`: exact decimal texts, `NaN` or an infinity; null where all are null. */
  readonly sums: readonly (string | null)[]
}

/** What a database can say of sides that all live in it, or files of sides that are all files. */
export interface Joins {
  /** Sides whose sources name the same database can be joined by each of them. The name is no text to show. */
  database(): string
  read(request: JoinRequest): Promise<JoinedKeys>
  /** Whether it costs less than reading all in order. Absent where a sample of the records tells. */
  readonly pays?: (request: JoinRequest) => Promise<boolean>
}

export interface JoinRequest extends Pick<HashedSide, 'keyOrder' | 'summedCells' | 'signal'> {
  readonly sides: readonly JoinRequestSide[]
  /** More are not worth having. */
  readonly maxKeys: number
}

export interface JoinRequestSide extends Pick<HashedSide, 'location' | 'columns'> {
  /** Those of `columns`, then what else a read of its records asks for. */
  readonly allColumns: readonly string[]
  /** The side's own. */
  readonly joins: Joins
}

/** Which records of all sides are not exactly once and the same as read on every side. */
export interface JoinedKeys {
  /** Raw parts of each key that occurs otherwise; null: more than `maxKeys`, and then nothing else is said. */
  readonly keys: readonly (readonly RawValue[])[] | null
  /** Keys that do not. */
  readonly identical: number
  /** Of those, as in `BucketChecksum`. */
  readonly sums: readonly (string | null)[]
  /** There are records whose key is none. */
  readonly hasUnkeyed: boolean
  /**
   * All records of these keys and those whose key is none, side by side, as a read of `allColumns` would hand them out;
   * absent where they must be read.
   */
  readonly records?: readonly AsyncIterable<RecordBatch>[]
  /** Why there are no `keys`, where it is not their number: some words for people. */
  readonly why?: string
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
  /**
   * Hand out the key cells and then one cell with a hash of the whole record in this dialect, in place of all others.
   * Only for sources with `checksums`.
   */
  readonly hashedBy?: string
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
   * none. A null or empty one, or one that is no date, is in scope: nobody can say that it did not change.
   */
  | { readonly kind: 'changed'; readonly column: string; readonly since: string; readonly zone: string }
  /** Records of some buckets. */
  | { readonly kind: 'buckets'; readonly bucketing: Bucketing; readonly wanted: readonly (bigint | null)[] }
  /**
   * Records whose key comes after this one in the order of the keys, and those whose key is none (a part is null, empty
   * or no integer where one is due), wherever they stand. A source may hand out more.
   */
  | { readonly kind: 'after'; readonly key: readonly string[] }
