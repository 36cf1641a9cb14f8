import { firstCellAfterKey, nextCell, rawCell } from './cell-walk.ts'
import type { CompiledField } from './compiled-field.ts'
import type { RecordPosition } from './key-bytes.ts'
import { readFlag } from './plain-flag.ts'

/**
 * Makes the check of a record that is identical on all sides: whether each value parses that its source does not
 * vouch for. Null when there is nothing to check.
 */
export function parseCheck(
  fields: readonly CompiledField[],
  keyParts: number,
): ((record: RecordPosition) => boolean) | null {
  const checked: (CompiledField | null)[] = []
  for (const field of fields) {
    const cell = field.cells[0]
    if (!field.mayNotParse || cell == null) continue
    while (checked.length < cell - keyParts) checked.push(null)
    checked[cell - keyParts] = field
  }
  if (checked.length === 0) return null
  return (record) => {
    firstCellAfterKey(record)
    for (let index = 0; index < checked.length; index++, nextCell(record)) {
      const field = checked[index]
      if (field && !parses(record, field, 0)) return false
    }
    return true
  }
}

/** Whether the cell at hand of a side parses as its field's type. */
export function parses(record: RecordPosition, field: CompiledField, side: number): boolean {
  return isPlain(record, field) || field.canonicalisers[side]!(rawCell(record)).kind !== 'invalid'
}

/** Whether the bytes tell that it does. */
function isPlain(record: RecordPosition, field: CompiledField): boolean {
  if (field.plain === 'number') return isPlainNumber(record, field.plainPoints!)
  return field.plain === 'flag' && readFlag(record) !== null
}

/** Digits with an optional minus and at most so many points. */
function isPlainNumber({ bytes, at, stop }: RecordPosition, points: number): boolean {
  let digits = 0
  let left = points
  for (let index = bytes[at] === 45 ? at + 1 : at; index < stop; index++) {
    const code = bytes[index]!
    if (code >= 48 && code <= 57) digits++
    else if (code !== 46 || left-- === 0) return false
  }
  return digits > 0
}
