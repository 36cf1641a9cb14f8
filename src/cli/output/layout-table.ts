import { displayWidth } from './display-width.ts'

/** One cell: what it says, and the same with ink on it. */
export interface Cell {
  readonly text: string
  readonly painted: string
}

/** A cell without ink. */
export function plainCell(text: string): Cell {
  return { text, painted: text }
}

/** Rows as aligned lines, two spaces between columns. `numbers`: the columns that are aligned to the right. */
export function layoutTable(
  rows: readonly (readonly Cell[])[],
  { indent = '  ', numbers = [] }: { indent?: string; numbers?: readonly number[] } = {},
): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell.text))
    }
  }
  const pad = (cell: Cell, index: number) => {
    const space = ' '.repeat(widths[index]! - displayWidth(cell.text))
    return numbers.includes(index) ? space + cell.painted : cell.painted + space
  }
  return rows.map((row) => `${indent}${row.map(pad).join('  ').trimEnd()}\n`).join('')
}
