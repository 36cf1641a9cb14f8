import { isUtf8 } from 'node:buffer'
import { BYTE } from '../../domain/byte.ts'
import { CounterfoilError } from '../../domain/errors.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import { floatText } from './float-text.ts'

/** How a cell of MySQL's text protocol becomes one of a record. */
export type CellFormat =
  /** Bytes that never need an escape. */
  | 'plain'
  /** Text that may. */
  | 'text'
  /** `\x` and two digits a byte, as PostgreSQL writes bytes. */
  | 'hex'
  /** The shortest text that reads back as the same 4 bytes. */
  | 'float'
  /** A time of UTC, which gets its zone. */
  | 'instant'

export interface EncodedColumn {
  readonly name: string
  readonly format: CellFormat
}

/** Gathers rows of the text protocol into batches. */
export interface RowEncoder {
  /** Adds the row that is `bytes[start..end)`, and gives back the batch before it once that is full. */
  add(bytes: Buffer, start: number, end: number): RecordBatch | null
  /** What is left after the last row; null: nothing. */
  finish(): RecordBatch | null
}

/** Says by a cell whether its record is wanted. The cell is the last of each row and no cell of the record. */
export type RowFilter = (text: string | null) => boolean

const BATCH_BYTES = 1 << 18
const [NULL_MARK, TWO_BYTES, THREE_BYTES] = [251, 252, 253]
const { TAB, CARRIAGE, BACKSLASH, LETTER_N, PLUS, ZERO } = BYTE
/** By a byte up to the backslash: what is written after a backslash in its place; 0: it stays. */
const ESCAPES = new Uint8Array(BACKSLASH + 1)
// Tab and newline are neighbours: \t, \n.
ESCAPES.set([116, 110], TAB)
ESCAPES[CARRIAGE] = 114
ESCAPES[BACKSLASH] = BACKSLASH
const [WORD, ONES, BACKSLASHES, FOURTEENS] = [4, 0x01010101, 0x5c5c5c5c, 0x0e0e0e0e]
/** The highest bits of the first so many bytes of a word. */
const HIGH_BITS_OF = Int32Array.of(0, 0x80, 0x8080, 0x808080, 0x80808080)
const HEX_DIGITS = Buffer.from('0123456789abcdef')

/** `place` begins the sentence of a value that is no UTF-8. */
export function makeRowEncoder(
  place: string,
  columns: readonly EncodedColumn[],
  filter: RowFilter | null,
): RowEncoder {
  const formats = columns.map((column) => column.format)
  const rows = new Rows()
  let ends: number[] = []

  const take = (nextSize: number): RecordBatch | null => {
    if (ends.length === 0) {
      if (rows.output.length < nextSize) rows.writeTo(Buffer.allocUnsafe(nextSize))
      return null
    }
    const bytes = rows.output.subarray(0, rows.used)
    if (!isUtf8(bytes)) throw encodingError(place, columns, { bytes, ends })
    const batch = { bytes, ends: new Uint32Array(ends), count: ends.length }
    rows.writeTo(Buffer.allocUnsafe(Math.max(BATCH_BYTES, nextSize)))
    ends = []
    return batch
  }

  return {
    add: (bytes, start, end) => {
      // No cell grows to more than twice its size and a few bytes.
      const size = 2 * (end - start) + 24 * (formats.length + 1)
      const full = rows.used + size > rows.output.length ? take(size) : null
      const { used } = rows
      rows.readFrom(bytes, start)
      encodeCells(rows, formats)
      if (filter && !filter(readCell(rows))) {
        rows.used = used
        return full
      }
      ends.push(rows.used)
      return full
    },
    finish: () => take(0),
  }
}

/** Where reading and writing stand, with views of both that see four bytes at a time. One object serves all rows. */
class Rows {
  bytes: Buffer = Buffer.alloc(0)
  at = 0
  output: Buffer = Buffer.allocUnsafe(BATCH_BYTES)
  used = 0
  input: DataView = viewOf(this.bytes)
  target: DataView = viewOf(this.output)

  readFrom(bytes: Buffer, at: number): void {
    if (this.bytes !== bytes) this.input = viewOf(bytes)
    this.bytes = bytes
    this.at = at
  }

  writeTo(output: Buffer): void {
    this.output = output
    this.target = viewOf(output)
    this.used = 0
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length)
}

function encodeCells(rows: Rows, formats: readonly CellFormat[]): void {
  const { bytes, output } = rows
  for (let index = 0; index < formats.length; index++) {
    if (index > 0) output[rows.used++] = TAB
    const format = formats[index]!
    const length = bytes[rows.at]!
    if (length >= NULL_MARK || format === 'hex' || format === 'float') encodeOther(rows, format)
    else {
      rows.at++
      copyCell(rows, rows.at + length, format)
    }
  }
}

/** Four bytes at a time as far as none needs an escape, which is nearly all of what a table holds. */
function copyCell(rows: Rows, end: number, format: CellFormat): void {
  const { input, target } = rows
  const last = input.byteLength - WORD
  let { at, used } = rows
  while (at < end && at <= last) {
    const count = Math.min(end - at, WORD)
    const word = input.getInt32(at, true)
    if ((escapesIn(word) & HIGH_BITS_OF[count]!) !== 0) break
    // What is written beyond the end of the cell is written over.
    target.setInt32(used, word, true)
    at += count
    used += count
  }
  rows.at = at
  rows.used = used
  if (at < end) escapeRest(rows, end)
  if (format === 'instant') writeZone(rows)
}

/** A cell from its length on. */
function encodeOther(rows: Rows, format: CellFormat): void {
  const length = readLength(rows)
  if (length === null) {
    rows.output[rows.used++] = BACKSLASH
    rows.output[rows.used++] = LETTER_N
    return
  }
  const end = rows.at + length
  if (format === 'hex') rows.used = writeHex(rows, end)
  else if (format === 'float') {
    const text = floatText(rows.bytes.toString('latin1', rows.at, end))
    rows.used += rows.output.write(text, rows.used, 'latin1')
  } else copyCell(rows, end, format)
  rows.at = end
}

function escapeRest(rows: Rows, end: number): void {
  const { bytes, output } = rows
  let used = rows.used
  for (let index = rows.at; index < end; index++) {
    const byte = bytes[index]!
    const letter = byte > BACKSLASH ? 0 : ESCAPES[byte]!
    if (letter !== 0) output[used++] = BACKSLASH
    output[used++] = letter === 0 ? byte : letter
  }
  rows.at = end
  rows.used = used
}

/** The highest bit of each byte that is a backslash or below 14, and perhaps of one behind such a byte. */
function escapesIn(word: number): number {
  const other = word ^ BACKSLASHES
  return ((word - FOURTEENS) & ~word) | ((other - ONES) & ~other)
}

function writeZone(rows: Rows): void {
  rows.output[rows.used++] = PLUS
  rows.output[rows.used++] = ZERO
  rows.output[rows.used++] = ZERO
}

function writeHex({ bytes, at, output, used }: Rows, end: number): number {
  let target = used + output.write('\\\\x', used, 'latin1')
  for (let index = at; index < end; index++) {
    output[target++] = HEX_DIGITS[bytes[index]! >> 4]!
    output[target++] = HEX_DIGITS[bytes[index]! & 15]!
  }
  return target
}

/** The length that stands before a cell; null where the cell is null. */
function readLength(rows: Rows): number | null {
  const { bytes } = rows
  const first = bytes[rows.at++]!
  if (first < NULL_MARK) return first
  if (first === NULL_MARK) return null
  const size = first === TWO_BYTES ? 2 : first === THREE_BYTES ? 3 : 8
  const length = size === 8 ? Number(bytes.readBigUInt64LE(rows.at)) : bytes.readUIntLE(rows.at, size)
  rows.at += size
  return length
}

function readCell(rows: Rows): string | null {
  const length = readLength(rows)
  return length === null ? null : rows.bytes.toString('utf8', rows.at, rows.at + length)
}

/** Names the column of the first cell that is no UTF-8; a tab never stands inside a character. */
function encodingError(
  place: string,
  columns: readonly EncodedColumn[],
  { bytes, ends }: { bytes: Buffer; ends: readonly number[] },
): CounterfoilError {
  const record = ends.findIndex((end, index) => !isUtf8(bytes.subarray(ends[index - 1] ?? 0, end)))
  let start = ends[record - 1] ?? 0
  const bad = columns.find(() => {
    const tab = bytes.indexOf(TAB, start)
    const end = tab === -1 || tab > ends[record]! ? ends[record]! : tab
    const isBad = !isUtf8(bytes.subarray(start, end))
    start = end + 1
    return isBad
  })
  return new CounterfoilError(
    'source-encoding',
    `${place}: a value of the column "${bad?.name}" is no valid text; correct the data, or select hex(...) in a query.`,
  )
}
