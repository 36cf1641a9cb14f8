import { BYTE } from '../../domain/byte.ts'
import type { KeyOrder } from '../../domain/record.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import { orderOfKeys } from './order-of-keys.ts'
import { SortKeys } from './sort-keys.ts'

const { NEWLINE } = BYTE
const BATCH_BYTES = 256 * 1024
/** What a row takes beside itself and its key: its places, and room to sort it in. */
const ROW_BYTES = 32

/** Sorts rows of COPY text in memory by their leading cells. */
export class RowSorter {
  /** Bytes of the longest row so far. */
  longestRow = 0
  #bytes = 0
  #rows: Buffer
  /** Where each row begins, and where the last ends. */
  #starts = new Uint32Array(64)
  #count = 0
  #keys: SortKeys

  /** `expectedBytes`: of all rows, where that is known; room for them is made once. */
  constructor(orders: readonly KeyOrder[], expectedBytes: number) {
    this.#rows = Buffer.allocUnsafe(expectedBytes)
    this.#keys = new SortKeys(orders)
  }

  /** What the rows at hand take until they are handed out. */
  get memoryBytes(): number {
    return this.#bytes + this.#keys.size + this.#count * ROW_BYTES
  }

  /** Whether all rows so far came in order, those that were taken too. */
  get isInOrder(): boolean {
    return this.#keys.isInOrder
  }

  /** Adds whole rows with their newlines. */
  add(rows: Buffer): void {
    this.#reserve(rows.length)
    rows.copy(this.#rows, this.#bytes)
    for (let start = 0; start < rows.length; ) {
      const end = rows.indexOf(NEWLINE, this.#keys.add(rows, start))
      this.#addStart(this.#bytes + end + 1)
      this.longestRow = Math.max(this.longestRow, end + 1 - start)
      start = end + 1
    }
    this.#bytes += rows.length
  }

  /** Hands the rows over as they came; valid until the next are added. */
  take(): Buffer {
    const rows = this.#rows.subarray(0, this.#bytes)
    this.#bytes = 0
    this.#count = 0
    this.#keys.keepLast()
    return rows
  }

  /** The rows in their order. */
  *batches(): Generator<RecordBatch, void> {
    const order = orderOfKeys(this.#keys)
    for (let next = 0; next < order.length; ) {
      const first = next
      let bytes = 0
      for (; next < order.length && (next === first || bytes < BATCH_BYTES); next++)
        bytes += this.#lengthOf(order[next]!)
      yield this.#batchOf(order.subarray(first, next), bytes)
    }
  }

  #lengthOf(row: number): number {
    return this.#starts[row + 1]! - this.#starts[row]! - 1
  }

  #batchOf(rows: Uint32Array, size: number): RecordBatch {
    const bytes = Buffer.allocUnsafeSlow(size)
    const ends = new Uint32Array(rows.length)
    let end = 0
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!
      const start = this.#starts[row]!
      end += this.#rows.copy(bytes, end, start, this.#starts[row + 1]! - 1)
      ends[index] = end
    }
    return { bytes, ends, count: rows.length }
  }

  #addStart(start: number): void {
    if (++this.#count === this.#starts.length) {
      const starts = new Uint32Array(this.#count * 2)
      starts.set(this.#starts)
      this.#starts = starts
    }
    this.#starts[this.#count] = start
  }

  #reserve(bytes: number): void {
    const needed = this.#bytes + bytes
    if (needed <= this.#rows.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#rows.length * 2))
    this.#rows.copy(larger, 0, 0, this.#bytes)
    this.#rows = larger
  }
}
