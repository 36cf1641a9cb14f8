import type { ComparisonPlan } from './comparison-plan.ts'
import type { CompiledField } from './compiled-field.ts'

/** Which cells are walked. They are the same on every side, and the fields' own in the order of the fields. */
export interface WalkedCells {
  readonly from: number
  readonly to: number
  /** A bit a cell, 32 to a number: set where it must be judged even when its bytes are the same on every side. */
  readonly unsettled: Int32Array
}

/** The cells of these fields; null unless every side has every field in the same cell. */
export function walkedCells(plan: ComparisonPlan, fields: readonly CompiledField[]): WalkedCells | null {
  if (!hasCellsAlike(plan)) return null
  const from = plan.keyNames.length
  const to = from + fields.length
  const unsettled = bitsOf(to)
  for (const [index, { isSettledByBytes }] of fields.entries()) {
    const cell = from + index
    if (!isSettledByBytes) unsettled[cell >> 5]! |= 1 << (cell & 31)
  }
  return { from, to, unsettled }
}

/** Every side has every field, so that its cell is the same on all. */
export function hasCellsAlike({ fields }: ComparisonPlan): boolean {
  return fields.every(({ cells }) => cells.every((cell) => cell !== null && cell === cells[0]))
}

/** Room for a bit for each of so many cells, and one more: a search may begin behind the last. */
export function bitsOf(cells: number): Int32Array {
  return new Int32Array((cells >> 5) + 1)
}
