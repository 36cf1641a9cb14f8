import type { Canonicaliser } from './canonical-value.ts'
import { firstCellAfterKey, nextCell, rawCell } from './cell-walk.ts'
import type { CompiledField } from './compiled-field.ts'
import type { RecordPosition } from './key-bytes.ts'

interface CellCheck {
  readonly read: Canonicaliser
  /** Points that a plain number may have, which then needs no closer look; null when only parsing tells. */
  readonly points: number | null
}

/**
 * Makes the check of a record that is identical on all sides: whether each value parses that its source does not
 * vouch for. Null when there is nothing to check.
 */
export function parseCheck(
  fields: readonly CompiledField[],
  keyParts: number,
): ((record: RecordPosition) => boolean) | null {
  const checks: (CellCheck | null)[] = []
  for (const field of fields) {
    const cell = field.cells[0]
    if (!field.mayNotParse || cell == null) continue
    while (checks.length < cell - keyParts) checks.push(null)
    checks[cell - keyParts] = { read: field.canonicalisers[0]!, points: pointsOf(field) }
  }
  if (checks.length === 0) return null
  return (record) => {
    firstCellAfterKey(record)
    for (let index = 0; index < checks.length; index++, nextCell(record)) {
      const check = checks[index]
      if (!check || (check.points !== null && isPlainNumber(record, check.points))) continue
      if (check.read(rawCell(record)).kind === 'invalid') return false
    }
    return true
  }
}

function pointsOf({ type, rules }: CompiledField): number | null {
  if (rules.keep || Object.keys(rules.map).length > 0) return null
  return type === 'decimal' ? 1 : type === 'integer' ? 0 : null
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
