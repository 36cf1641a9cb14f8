import type { ComparisonPlan } from './comparison-plan.ts'
import type { CompiledField } from './compiled-field.ts'

/** Which cells are walked. They are the same on every side, and the fields' own in the order of the fields. */
export interface WalkedCells {
  readonly from: number
  readonly to: number
  /** A bit a cell, 32 to a number: set where it must be judged even when its bytes are the same on every side. */
  readonly unsettled: Int32Array
}

/** The cells of these fields, where every side has every one of them. */
export function walkedCells({ keyNames }: ComparisonPlan, fields: readonly CompiledField[]): WalkedCells {
  const from = keyNames.length
  const to = from + fields.length
  const unsettled = bitsOf(to)
  for (const [index, { isSettledByBytes }] of fields.entries()) {
    const cell = from + index
    if (!isSettledByBytes) unsettled[cell >> 5]! |= 1 << (cell & 31)
  }
  return { from, to, unsettled }
}

/** Room for a bit for each of so many cells, and one more: a search may begin behind the last. */
export function bitsOf(cells: number): Int32Array {
  return new Int32Array((cells >> 5) + 1)
}
