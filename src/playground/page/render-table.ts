import type { DataTableBlock, TableBlock } from '@slack/types'
import { h } from './dom.ts'
import type { Model } from './model.ts'
import { renderRichText } from './render-rich-text.ts'
import { renderPlain } from './render-text.ts'
import { type Sorting, TablePages } from './table-pages.ts'

type Cell = DataTableBlock['rows'][number][number]
const PAGE_SIZE = 5

/** The simple table; its first row is the header. */
export function renderTable(model: Model, block: TableBlock): HTMLElement {
  const [header = [], ...rows] = block.rows
  const columns = header.map((_, at) => {
    const settings = block.column_settings?.[at]
    const align = settings?.align ?? (isNumeric(rows, at) ? 'right' : 'left')
    return `align-${align}${settings?.is_wrapped === true ? '' : ' no-wrap'}`
  })
  const names = header.map((cell, at) =>
    h('th', { scope: 'col', class: columns[at] }, renderCell(model, cell)),
  )
  const table = h(
    'table',
    {},
    h('thead', {}, h('tr', {}, ...names)),
    h('tbody', {}, ...rows.map((row) => renderRow(model, row, { columns, nameAt: -1 }))),
  )
  return frame(table, 'Table')
}

/** The table with a caption and pages; a column's name sorts by it. */
export function renderDataTable(model: Model, block: DataTableBlock): HTMLElement {
  const [header = [], ...rows] = block.rows
  const columns = header.map((_, at) => (isNumeric(rows, at) ? 'align-right' : 'align-left'))
  const pages = new TablePages(rows, { size: block.page_size ?? PAGE_SIZE, keyOf })
  const nameAt = block.row_header_column_index ?? 0
  const names = header.map((cell, at) => {
    const button = h('button', { type: 'button', class: 'sort', 'data-sort': at }, renderCell(model, cell))
    button.addEventListener('click', () => pages.sortBy(at))
    return h('th', { scope: 'col', class: columns[at] }, button)
  })
  const body = h('tbody')
  const table = h('table', {}, h('caption', {}, block.caption), h('thead', {}, h('tr', {}, ...names)), body)
  pages.onChange = (shown, sorting) => {
    body.replaceChildren(...shown.map((row) => renderRow(model, row, { columns, nameAt })))
    for (const [at, name] of names.entries()) markSorted(name, at, sorting)
  }
  pages.draw()
  return frame(table, block.caption, pages.pager)
}

function frame(table: HTMLElement, label: string, pager: HTMLElement | null = null): HTMLElement {
  const scroll = { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': label }
  return h('div', { class: 'table-frame' }, h('div', scroll, table), pager)
}

function markSorted(name: HTMLElement, at: number, sorting: Sorting | null): void {
  const order = sorting?.column !== at ? 'none' : sorting.falling ? 'descending' : 'ascending'
  name.setAttribute('aria-sort', order)
}

function renderRow(
  model: Model,
  row: readonly Cell[],
  { columns, nameAt }: { columns: readonly string[]; nameAt: number },
): HTMLElement {
  const cells = row.map((cell, at) =>
    at === nameAt
      ? h('th', { scope: 'row', class: columns[at] }, renderCell(model, cell))
      : h('td', { class: columns[at] }, renderCell(model, cell)),
  )
  return h('tr', {}, ...cells)
}

function renderCell(model: Model, cell: Cell): Node {
  return cell.type === 'rich_text' ? renderRichText(model, cell) : renderPlain(String(wordsOf(cell)))
}

function isNumeric(rows: readonly (readonly Cell[])[], column: number): boolean {
  return rows.length > 0 && rows.every((row) => row[column]?.type === 'raw_number')
}

/** What a cell is sorted by: numbers as numbers, everything else as text. */
function keyOf(cell: Cell | undefined): number | string {
  if (cell?.type === 'raw_number') return cell.value
  return cell === undefined ? '' : wordsOf(cell)
}

function wordsOf(cell: Cell): string {
  if (cell.type === 'raw_text') return cell.text
  if (cell.type === 'raw_number') return cell.text ?? cell.value.toLocaleString()
  return plainOf(cell.elements)
}

/** The words of rich text, wherever they stand in it. */
function plainOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainOf).join('')
  if (typeof value !== 'object' || value === null) return ''
  const { text, elements } = value as { text?: unknown; elements?: unknown }
  return typeof text === 'string' ? text : plainOf(elements)
}
