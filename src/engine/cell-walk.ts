import type { RawValue } from '../domain/record.ts'
import { decodeCell, decodeRecord } from '../domain/record-batch.ts'
import type { RecordPosition } from './key-bytes.ts'
import { freshText, shortText } from './short-text.ts'

const TAB = 9

/** Moves `record.at` and `record.stop` onto the first cell after the key. */
export function firstCellAfterKey(record: RecordPosition): void {
  record.stop = record.keyEnd
  nextCell(record)
}

/** Moves `record.at` and `record.stop` onto the next cell. */
export function nextCell(record: RecordPosition): void {
  const { bytes, end } = record
  let stop = record.stop + 1
  record.at = stop
  while (stop < end && bytes[stop] !== TAB) stop++
  record.stop = stop
}

/** The raw value of the cell at hand. */
export function rawCell({ bytes, at, stop }: RecordPosition): RawValue {
  return (
    shortText(bytes, at, stop) ?? freshText(bytes, at, stop) ?? decodeCell(bytes.toString('utf8', at, stop))
  )
}

/** All cells of a record; throws when it has another number of them than were asked for. */
export function rawCells({ bytes, start, end }: RecordPosition, expected: number): RawValue[] {
  const cells = decodeRecord(bytes.toString('utf8', start, end))
  if (cells.length !== expected) {
    throw new Error(`a record has ${cells.length} cells where ${expected} were asked for`)
  }
  return cells
}
