import type { RawValue } from './record.ts'

/**
 * Some records of one side, in key order, in one piece of memory.
 *
 * Record `i` is `bytes[ends[i-1] .. ends[i])` (from 0 for the first), written like a row of PostgreSQL's COPY text
 * format without its newline: cells in the order they were asked for (key parts first), parted by a tab; null is
 * `\N`; backslash, tab, newline and carriage return inside a cell are written `\\`, `\t`, `\n`, `\r`. So two records
 * whose bytes are equal have the same key and the same raw values, and most records never need to be decoded.
 */
export interface RecordBatch {
  readonly bytes: Buffer
  readonly ends: Uint32Array
  readonly count: number
  /**
   * The keys of these records as their source wrote them, record by record: set by a stage that found them to be none
   * and so wrote null for the part that is to blame. Such batches come after all others.
   */
  readonly rawKeys?: readonly (readonly RawValue[])[]
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const UNESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', v: '\v' }

/** Writes one record's cells as the text described at `RecordBatch`. */
export function encodeRecord(cells: readonly RawValue[]): string {
  return cells.map(encodeCell).join('\t')
}

/** Reads one record's cells back from its text. Inverse of `encodeRecord`. */
export function decodeRecord(text: string): RawValue[] {
  const cells = text.split('\t')
  // Most records have neither an escape nor a null.
  return text.includes('\\') ? cells.map(decodeCell) : cells
}

/** Gathers encoded records into one batch. */
export function batchOf(records: readonly string[]): RecordBatch {
  const ends = new Uint32Array(records.length)
  let end = 0
  for (const [index, record] of records.entries()) {
    end += Buffer.byteLength(record)
    ends[index] = end
  }
  return { bytes: Buffer.from(records.join('')), ends, count: records.length }
}

/** The text of record `index` of a batch. */
export function recordText(batch: RecordBatch, index: number): string {
  return batch.bytes.toString('utf8', index === 0 ? 0 : batch.ends[index - 1], batch.ends[index])
}

function encodeCell(cell: RawValue): string {
  if (cell === null) return '\\N'
  return /[\\\t\n\r]/.test(cell) ? cell.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character]!) : cell
}

/** Reads one cell back from its text. */
export function decodeCell(text: string): RawValue {
  if (text === '\\N') return null
  if (!text.includes('\\')) return text
  return text.replace(/\\(.)/gs, (_, character: string) => UNESCAPES[character] ?? character)
}
