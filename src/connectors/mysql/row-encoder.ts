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
const { TAB, CARRIAGE, BACKSLASH } = BYTE
/** By a byte up to the backslash: what is written after a backslash in its place; 0: it stays. */
const ESCAPES = new Uint8Array(BACKSLASH + 1)
// Tab and newline are neighbours: \t, \n.
ESCAPES.set([116, 110], TAB)
ESCAPES[CARRIAGE] = 114
ESCAPES[BACKSLASH] = BACKSLASH
const HEX_DIGITS = Buffer.from('0123456789abcdef')

/** `place` begins the sentence of a value that is no UTF-8. */
export function makeRowEncoder(
  place: string,
  columns: readonly EncodedColumn[],
  filter: RowFilter | null,
): RowEncoder {
  const formats = columns.map((column) => column.format)
  let output = Buffer.allocUnsafe(BATCH_BYTES)
  let used = 0
  let ends: number[] = []

  const take = (nextSize: number): RecordBatch | null => {
    if (ends.length === 0) {
      if (output.length < nextSize) output = Buffer.allocUnsafe(nextSize)
      return null
    }
    const bytes = output.subarray(0, used)
    if (!isUtf8(bytes)) throw encodingError(place, columns, { bytes, ends })
    const batch = { bytes, ends: new Uint32Array(ends), count: ends.length }
    output = Buffer.allocUnsafe(Math.max(BATCH_BYTES, nextSize))
    used = 0
    ends = []
    return batch
  }

  return {
    add: (bytes, start, end) => {
      // No cell grows to more than twice its size and a few bytes.
      const size = 2 * (end - start) + 24 * (formats.length + 1)
      const full = used + size > output.length ? take(size) : null
      const cells = { bytes, at: start, output, used }
      for (let index = 0; index < formats.length; index++) {
        if (index > 0) cells.output[cells.used++] = TAB
        encodeCell(cells, formats[index]!)
      }
      if (filter && !filter(readCell(cells))) return full
      used = cells.used
      ends.push(used)
      return full
    },
    finish: () => take(0),
  }
}

/** Where reading and writing stand. */
interface Cells {
  readonly bytes: Buffer
  at: number
  readonly output: Buffer
  used: number
}

function encodeCell(cells: Cells, format: CellFormat): void {
  const length = readLength(cells)
  if (length === null) {
    cells.used += cells.output.write('\\N', cells.used, 'latin1')
    return
  }
  const end = cells.at + length
  if (format === 'text') cells.used = escapeText(cells, end)
  else if (format === 'hex') cells.used = writeHex(cells, end)
  else if (format === 'float') {
    const text = floatText(cells.bytes.toString('latin1', cells.at, end))
    cells.used += cells.output.write(text, cells.used, 'latin1')
  } else {
    cells.used = copyBytes(cells, end)
    if (format === 'instant') cells.used += cells.output.write('+00', cells.used, 'latin1')
  }
  cells.at = end
}

function escapeText({ bytes, at, output, used }: Cells, end: number): number {
  let target = used
  for (let index = at; index < end; index++) {
    const byte = bytes[index]!
    const letter = byte > BACKSLASH ? 0 : ESCAPES[byte]!
    if (letter !== 0) output[target++] = BACKSLASH
    output[target++] = letter === 0 ? byte : letter
  }
  return target
}

function writeHex({ bytes, at, output, used }: Cells, end: number): number {
  let target = used + output.write('\\\\x', used, 'latin1')
  for (let index = at; index < end; index++) {
    output[target++] = HEX_DIGITS[bytes[index]! >> 4]!
    output[target++] = HEX_DIGITS[bytes[index]! & 15]!
  }
  return target
}

/** Most cells are short, and then a loop is faster than a call. */
function copyBytes({ bytes, at, output, used }: Cells, end: number): number {
  let target = used
  for (let index = at; index < end; index++) output[target++] = bytes[index]!
  return target
}

/** The length that stands before a cell; null where the cell is null. */
function readLength(cells: Cells): number | null {
  const { bytes } = cells
  const first = bytes[cells.at++]!
  if (first < NULL_MARK) return first
  if (first === NULL_MARK) return null
  const size = first === TWO_BYTES ? 2 : first === THREE_BYTES ? 3 : 8
  const length = size === 8 ? Number(bytes.readBigUInt64LE(cells.at)) : bytes.readUIntLE(cells.at, size)
  cells.at += size
  return length
}

function readCell(cells: Cells): string | null {
  const length = readLength(cells)
  return length === null ? null : cells.bytes.toString('utf8', cells.at, cells.at + length)
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
