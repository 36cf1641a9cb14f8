import type { RawValue } from '../../domain/record.ts'

/** One CSV row (RFC 4180, but lines end with a newline alone). Null is an empty cell, empty text a quoted one. */
export function csvRow(cells: readonly RawValue[]): string {
  return `${cells.map(csvCell).join(',')}\n`
}

/**
 * The same for people's spreadsheets, which take a cell that begins like a formula for one: such a cell gets an
 * apostrophe before it.
 */
export function spreadsheetRow(cells: readonly RawValue[]): string {
  return csvRow(
    cells.map((cell) => (cell !== null && /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell)),
  )
}

function csvCell(cell: RawValue): string {
  if (cell === null) return ''
  return cell === '' || /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
