import { fill, h, icon } from './dom.ts'

export interface Sorting {
  readonly column: number
  readonly falling: boolean
}

interface Shape<Cell> {
  readonly size: number
  keyOf(cell: Cell | undefined): number | string
}

/** Which rows of a long table are shown: sorted by a column, a page at a time. */
export class TablePages<Cell> {
  /** Null when all rows fit on one page. */
  readonly pager: HTMLElement | null
  onChange: (shown: readonly (readonly Cell[])[], sorting: Sorting | null) => void = () => {}
  readonly #rows: readonly (readonly Cell[])[]
  readonly #shape: Shape<Cell>
  #page = 0
  #sorting: Sorting | null = null

  constructor(rows: readonly (readonly Cell[])[], shape: Shape<Cell>) {
    this.#rows = rows
    this.#shape = shape
    this.pager = rows.length > shape.size ? h('div', { class: 'pager' }) : null
  }

  /** Rising, then falling, then as it was written. */
  sortBy(column: number): void {
    const { column: last, falling } = this.#sorting ?? { column: -1, falling: false }
    if (last !== column) this.#sorting = { column, falling: false }
    else this.#sorting = falling ? null : { column, falling: true }
    this.#page = 0
    this.draw()
  }

  draw(): void {
    const start = this.#page * this.#shape.size
    this.onChange(this.#sorted().slice(start, start + this.#shape.size), this.#sorting)
    if (this.pager !== null) this.#drawPager(this.pager)
  }

  #sorted(): readonly (readonly Cell[])[] {
    const sorting = this.#sorting
    if (sorting === null) return this.#rows
    const order = new Intl.Collator(undefined, { numeric: true })
    const key = (row: readonly Cell[]) => this.#shape.keyOf(row[sorting.column])
    const compare = (a: number | string, b: number | string) =>
      typeof a === 'number' && typeof b === 'number' ? a - b : order.compare(String(a), String(b))
    const direction = sorting.falling ? -1 : 1
    return [...this.#rows].sort((a, b) => direction * compare(key(a), key(b)))
  }

  #drawPager(pager: HTMLElement): void {
    const { size } = this.#shape
    const count = this.#rows.length
    const last = Math.ceil(count / size) - 1
    const first = this.#page * size + 1
    const step = (label: string, name: string, page: number) =>
      h(
        'button',
        {
          type: 'button',
          'aria-label': label,
          disabled: page < 0 || page > last,
          onclick: () => this.#turn(page, label),
        },
        icon(name),
      )
    fill(
      pager,
      h('span', { role: 'status' }, `${first}–${Math.min(first + size - 1, count)} of ${count}`),
      step('Previous page', 'back', this.#page - 1),
      step('Next page', 'forward', this.#page + 1),
    )
  }

  /** The button that was pressed keeps the focus, or the other one when there is no further page. */
  #turn(page: number, label: string): void {
    this.#page = page
    this.draw()
    const buttons = [...(this.pager?.querySelectorAll<HTMLButtonElement>('button:enabled') ?? [])]
    const same = buttons.find((each) => each.getAttribute('aria-label') === label)
    ;(same ?? buttons[0])?.focus()
  }
}
