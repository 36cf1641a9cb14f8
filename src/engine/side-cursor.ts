import { CounterfoilError } from '../domain/errors.ts'
import type { KeyOrder, RawValue } from '../domain/record.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import {
  canonicalKeyParts,
  compareKeys,
  emptyPosition,
  findKey,
  type RecordPosition,
  rawKeyParts,
} from './key-bytes.ts'

/** What a cursor is told, and whom it tells about what the merge does not see. */
export interface CursorOptions {
  readonly side: string
  readonly keyOrder: readonly KeyOrder[]
  /** The last cell is `updatedAt`, which is no part of the comparison. */
  readonly skipLastCell: boolean
  /** Every record as it is read, duplicates and records without a usable key (`isKeyed` is false) included. */
  readonly onRecord: ((record: RecordPosition, isKeyed: boolean) => void) | null
  /** A record whose key part `part` is null, empty or no integer where one is due. */
  readonly onUnkeyed: (parts: readonly RawValue[], part: number, record: RecordPosition) => void
  /** A record with the key of the one before it. */
  readonly onCopy: ((record: RecordPosition) => void) | null
  /** Records that its source handed out, where they are not those of the stream. */
  readonly rowsRead?: () => number
}

const TAB = 9

/**
 * Walks one side's stream key by key, with one batch in hand and one on its way. It holds the record `here` and looks
 * one ahead, so that `copies` is final when the record is compared, and it refuses a stream that is not in key order.
 */
export class SideCursor {
  here: RecordPosition = emptyPosition()
  /** False when the side has no more records. */
  hasRecord = false
  /** How often the key of `here` occurs. */
  copies = 0

  readonly #options: CursorOptions
  readonly #batches: AsyncIterator<RecordBatch>
  #arriving: Promise<IteratorResult<RecordBatch>> | null = null
  #batch: RecordBatch | null = null
  #index = 0
  #ended = false
  #rows = 0
  #ahead: RecordPosition = emptyPosition()
  #aheadIs: 'unread' | 'read' | 'none' = 'unread'

  constructor(stream: AsyncIterable<RecordBatch>, options: CursorOptions) {
    this.#options = options
    this.#batches = stream[Symbol.asyncIterator]()
  }

  /** Records read so far. */
  get rows(): number {
    return this.#options.rowsRead?.() ?? this.#rows
  }

  /** Waits for the next batch, and asks for the one after it. */
  async load(): Promise<void> {
    const result = await (this.#arriving ?? this.#batches.next())
    if (result.done) {
      this.#ended = true
      this.#batch = null
      this.#arriving = null
      return
    }
    this.#batch = result.value
    this.#index = 0
    this.#arriving = this.#batches.next()
    // It is awaited at the next load; until then its failure is nobody's.
    this.#arriving.catch(() => undefined)
  }

  /** Tells the stream that nobody will read on. Does not wait, because a stuck source would never answer. */
  abandon(): void {
    if (!this.#ended) this.#batches.return?.().then(undefined, () => undefined)
  }

  /** Goes on to the record ahead. Then `settle`. */
  advance(): void {
    if (this.#aheadIs !== 'read') {
      this.hasRecord = false
      return
    }
    const left = this.here
    this.here = this.#ahead
    this.#ahead = left
    this.#aheadIs = 'unread'
    this.copies = 1
  }

  /** Reads until `here` and `copies` are final; false when a batch must be loaded for that. */
  settle(): boolean {
    while (this.#aheadIs === 'unread') {
      if (!this.#readAhead()) {
        if (!this.#ended) return false
        this.#aheadIs = 'none'
        return true
      }
      if (!this.hasRecord) {
        this.#aheadIs = 'read'
        this.hasRecord = true
        this.advance()
        continue
      }
      const order = compareKeys(this.#ahead, this.here, this.#options.keyOrder)
      if (order < 0) throw this.#disordered()
      if (order > 0) this.#aheadIs = 'read'
      else {
        this.copies++
        this.#options.onCopy?.(this.#ahead)
      }
    }
    return true
  }

  /** Reads the next record that has a key; false at the end of the batch. */
  #readAhead(): boolean {
    const batch = this.#batch
    if (batch === null) return false
    const record = this.#ahead
    const { onRecord, keyOrder, skipLastCell } = this.#options
    while (this.#index < batch.count) {
      const index = this.#index++
      record.bytes = batch.bytes
      record.start = index === 0 ? 0 : batch.ends[index - 1]!
      record.end = batch.ends[index]!
      this.#rows++
      const wrongPart = findKey(record, keyOrder)
      record.comparedEnd = skipLastCell ? startOfLastCell(record) : record.end
      if (onRecord !== null) onRecord(record, wrongPart < 0)
      if (wrongPart < 0) return true
      this.#options.onUnkeyed(batch.rawKeys?.[index] ?? rawKeyParts(record), wrongPart, record)
    }
    return false
  }

  #disordered(): CounterfoilError {
    const [before, after] = [this.here, this.#ahead].map((position) =>
      canonicalKeyParts(position, this.#options.keyOrder).join(' / '),
    )
    return new CounterfoilError(
      'source-disordered',
      `Side "${this.#options.side}" is not in key order: "${after}" comes after "${before}", so nothing was ` +
        `concluded. Its source must sort by the key, integers by value and everything else by UTF-8 bytes ` +
        `(COLLATE "C"), or be staged and sorted first`,
    )
  }
}

function startOfLastCell({ bytes, start, end }: RecordPosition): number {
  let at = end - 1
  while (at > start && bytes[at] !== TAB) at--
  return at
}
