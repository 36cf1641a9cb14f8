import type { DataTableBlock, TableBlock } from '@slack/types'
import { fill, h } from './dom.ts'
import type { Model } from './model.ts'
import { renderRichText } from './render-rich-text.ts'
import { renderPlain } from './render-text.ts'

type Cell = DataTableBlock['rows'][number][number]
const PAGE_SIZE = 5

/** The simple table; its first row is the header. */
export function renderTable(model: Model, block: TableBlock): HTMLElement {
  const alignments = (block.column_settings ?? []).map((column) => column?.align ?? 'left')
  const [header = [], ...rows] = block.rows
  return frame(
    h('table', {}, head(model, { cells: header, alignments, sorting: null }), body(model, rows, alignments)),
  )
}

/** The table with a caption and pages; a click on a column's name sorts by it. */
export function renderDataTable(model: Model, block: DataTableBlock): HTMLElement {
  const [header = [], ...rows] = block.rows
  const size = block.page_size ?? PAGE_SIZE
  const alignments = numericColumns(rows)
  const shown = { page: 0, column: -1, falling: false }
  const table = h('table')
  const pager = h('div', { class: 'pager' })
  const draw = () => {
    const sorted = shown.column === -1 ? rows : sortRows(rows, shown.column, shown.falling)
    const start = shown.page * size
    const onSort = (column: number) => {
      shown.falling = shown.column === column && !shown.falling
      shown.column = column
      draw()
    }
    fill(
      table,
      h('caption', {}, block.caption),
      head(model, { cells: header, alignments, sorting: { ...shown, onSort } }),
      body(model, sorted.slice(start, start + size), alignments),
    )
    drawPager(pager, { page: shown.page, size, count: rows.length }, (page) => {
      shown.page = page
      draw()
    })
  }
  draw()
  return frame(table, rows.length > size ? pager : null)
}

function frame(table: HTMLElement, pager: HTMLElement | null = null): HTMLElement {
  return h('div', { class: 'table-frame' }, h('div', { class: 'table-scroll', tabindex: 0 }, table), pager)
}

interface Header {
  readonly cells: readonly Cell[]
  readonly alignments: readonly string[]
  readonly sorting: Sorting | null
}

interface Sorting {
  readonly column: number
  readonly falling: boolean
  readonly onSort: (column: number) => void
}

function head(model: Model, header: Header): HTMLElement {
  const { cells, alignments, sorting } = header
  const columns = cells.map((cell, index) => {
    const content = renderCell(model, cell)
    if (sorting === null)
      return h('th', { scope: 'col', class: `align-${alignments[index] ?? 'left'}` }, content)
    const sorted = sorting.column === index ? (sorting.falling ? 'descending' : 'ascending') : 'none'
    const press = () => sorting.onSort(index)
    return h(
      'th',
      { scope: 'col', class: `align-${alignments[index] ?? 'left'}`, 'aria-sort': sorted },
      h('button', { type: 'button', class: 'sort', onclick: press }, content),
    )
  })
  return h('thead', {}, h('tr', {}, ...columns))
}

function body(model: Model, rows: readonly (readonly Cell[])[], alignments: readonly string[]): HTMLElement {
  const drawn = rows.map((row) =>
    h(
      'tr',
      {},
      ...row.map((cell, at) =>
        h('td', { class: `align-${alignments[at] ?? 'left'}` }, renderCell(model, cell)),
      ),
    ),
  )
  return h('tbody', {}, ...drawn)
}

function renderCell(model: Model, cell: Cell): Node {
  return cell.type === 'rich_text' ? renderRichText(model, cell) : renderPlain(textOf(cell))
}

function drawPager(
  pager: HTMLElement,
  at: { page: number; size: number; count: number },
  turn: (page: number) => void,
): void {
  const last = Math.ceil(at.count / at.size) - 1
  const first = at.page * at.size + 1
  const words = `${first}–${Math.min(first + at.size - 1, at.count)} of ${at.count}`
  const step = (label: string, page: number) =>
    h('button', { type: 'button', disabled: page < 0 || page > last, onclick: () => turn(page) }, label)
  fill(pager, step('Previous', at.page - 1), h('span', {}, words), step('Next', at.page + 1))
}

function sortRows(rows: readonly Cell[][], column: number, falling: boolean): Cell[][] {
  const order = new Intl.Collator(undefined, { numeric: true })
  const sorted = [...rows].sort((a, b) => order.compare(textOf(a[column]), textOf(b[column])))
  return falling ? sorted.reverse() : sorted
}

function numericColumns(rows: readonly Cell[][]): string[] {
  const width = rows[0]?.length ?? 0
  return Array.from({ length: width }, (_, column) =>
    rows.every((row) => row[column]?.type === 'raw_number') ? 'right' : 'left',
  )
}

function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  if (cell.type === 'raw_text') return cell.text
  if (cell.type === 'raw_number') return cell.text ?? String(cell.value)
  return JSON.stringify(cell.elements)
}
