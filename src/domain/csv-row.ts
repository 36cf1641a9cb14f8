import type { RawValue } from './record.ts'

/** One CSV row (RFC 4180, but lines end with a newline alone). Null is an empty cell, empty text a quoted one. */
export function csvRow(cells: readonly RawValue[], lineEnd = '\n'): string {
  return `${cells.map(csvCell).join(',')}${lineEnd}`
}

/**
 * The same for people's spreadsheets, which take a cell that begins like a formula for one: such a cell gets an
 * apostrophe before it. A negative number is a number.
 */
export function spreadsheetRow(cells: readonly RawValue[], lineEnd?: string): string {
  const safe = cells.map((cell) => (cell !== null && isLikeFormula(cell) ? `'${cell}` : cell))
  return csvRow(safe, lineEnd)
}

function isLikeFormula(cell: string): boolean {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^-\d+(?:\.\d+)?$/.test(cell)
}

function csvCell(cell: RawValue): string {
  if (cell === null) return ''
  return cell === '' || /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
