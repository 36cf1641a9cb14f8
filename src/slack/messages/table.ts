import type { TableBlock } from '@slack/types'
import { cut, LIMITS } from '../limits.ts'

/** Characters of all cells: leaves room for the rest of the message. */
const CHARACTERS = 8_000
/** Below this a cell says too little: rather fewer rows. */
const SHORTEST_CELL = 16

export interface TableContent {
  readonly header: readonly string[]
  /** As many cells each as the header. */
  readonly rows: readonly (readonly string[])[]
  /** Columns of numbers, by index. */
  readonly right?: readonly number[]
  /** Rows, where fewer are wanted than fit. */
  readonly most?: number
}

/** A table that fits: columns past the twentieth and rows past the room are left out, and the last row says how many. */
export function table({ header, rows, right = [], most: wanted }: TableContent): TableBlock {
  const columns = Math.min(header.length, LIMITS.tableColumns)
  const fitting = Math.min(LIMITS.tableRows - 1, Math.floor(CHARACTERS / (columns * SHORTEST_CELL)) - 1)
  const most = Math.min(fitting, wanted === undefined ? fitting : wanted + 1)
  const shown = rows.length > Math.min(most, wanted ?? most) ? rows.slice(0, most - 1) : rows
  const room = Math.floor(CHARACTERS / (columns * (shown.length + 1)))
  const limit = Math.max(SHORTEST_CELL, Math.min(LIMITS.cellText, room))
  const cells = (row: readonly string[]) =>
    row.slice(0, columns).map((text) => ({ type: 'raw_text' as const, text: cut(text, limit) || '–' }))
  const lines = [cells(header), ...shown.map(cells)]
  if (shown.length < rows.length) {
    lines.push(
      cells(header.map((_, column) => (column === 0 ? `and ${rows.length - shown.length} more` : ''))),
    )
  }
  return { type: 'table', rows: lines, column_settings: settings(columns, right) }
}

function settings(columns: number, right: readonly number[]) {
  return Array.from({ length: columns }, (_, column) =>
    right.includes(column) ? { align: 'right' as const } : { is_wrapped: true },
  )
}
