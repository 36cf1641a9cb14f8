import type { DataTableBlock } from '@slack/types'
import { cut, LIMITS } from '../limits.ts'

/** Characters of all cells: leaves room for the rest of the message. */
const CHARACTERS = 7_000
const PAGE_SIZE = 10

export interface DataTableContent {
  readonly caption: string
  readonly header: readonly string[]
  /** As many cells each as the header. */
  readonly rows: readonly (readonly string[])[]
}

/** A table that people page through, as many rows as fit; null: there are none, and Slack takes no empty one. */
export function dataTable({ caption, header, rows }: DataTableContent): DataTableBlock | null {
  let room = CHARACTERS - header.join('').length
  const lines: string[][] = []
  for (const row of rows.slice(0, LIMITS.dataTableRows)) {
    const cells = header.map((_, column) => cut(row[column] ?? '', LIMITS.cellText) || '–')
    room -= cells.join('').length
    if (room < 0) break
    lines.push(cells)
  }
  if (lines.length === 0) return null
  return {
    type: 'data_table',
    caption: cut(caption, LIMITS.cellText),
    page_size: PAGE_SIZE,
    rows: [[...header], ...lines].map((cells) => cells.map((text) => ({ type: 'raw_text' as const, text }))),
  }
}
