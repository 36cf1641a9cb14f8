import { fill, h } from './dom.ts'
import { placeBelow } from './place-below.ts'

export interface Option {
  readonly value: string
  readonly label: string
  readonly detail?: string
}

export interface OptionGroup {
  readonly label: string | null
  readonly options: readonly Option[]
}

let lists = 0

/** The list that opens under a combobox; the focus stays in the combobox. */
export class OptionList {
  readonly #input: HTMLInputElement
  readonly #anchor: HTMLElement
  readonly #choose: (option: Option) => void
  readonly #box: HTMLElement
  /** What it hangs on may be scrolled away under it. */
  readonly #follow = (event: Event) => {
    if (!this.#box.contains(event.target as Node)) placeBelow(this.#box, this.#anchor)
  }
  #options: readonly Option[] = []
  #rows: readonly HTMLElement[] = []
  #at = -1

  constructor(input: HTMLInputElement, anchor: HTMLElement, choose: (option: Option) => void) {
    lists += 1
    this.#input = input
    this.#anchor = anchor
    this.#choose = choose
    this.#box = h('div', { class: 'options', role: 'listbox', id: `options-${lists}` })
    // A press in the list, on its scroll bar too, does not take the focus away.
    this.#box.addEventListener('pointerdown', (event) => event.preventDefault())
    input.setAttribute('aria-controls', this.#box.id)
  }

  get isOpen(): boolean {
    return this.#box.isConnected
  }

  show(groups: readonly OptionGroup[], chosen: ReadonlySet<string>): void {
    this.#options = groups.flatMap((each) => each.options)
    if (this.#options.length === 0) {
      this.say('Nothing fits.')
      return
    }
    this.#rows = this.#options.map((option, at) => this.#row(option, at, chosen.has(option.value)))
    let at = 0
    const drawn = groups.map((group) => {
      const rows = this.#rows.slice(at, at + group.options.length)
      at += group.options.length
      if (group.label === null) return h('div', { role: 'presentation' }, ...rows)
      const name = h('div', { class: 'options-label', role: 'presentation' }, group.label)
      return h('div', { role: 'group', 'aria-label': group.label }, name, ...rows)
    })
    fill(this.#box, ...drawn)
    this.#open()
    this.#mark(
      Math.max(
        0,
        this.#options.findIndex((each) => chosen.has(each.value)),
      ),
    )
  }

  /** A sentence in place of options. */
  say(sentence: string): void {
    this.#options = []
    this.#rows = []
    fill(this.#box, h('div', { class: 'options-note', role: 'status' }, sentence))
    this.#open()
    this.#mark(-1)
  }

  close(): void {
    this.#box.remove()
    document.removeEventListener('scroll', this.#follow, true)
    this.#input.setAttribute('aria-expanded', 'false')
    this.#input.removeAttribute('aria-activedescendant')
  }

  /** True when the key was for the list. */
  steer(event: KeyboardEvent): boolean {
    if (!this.isOpen) return false
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const count = this.#rows.length
    if (step !== undefined && count > 0) this.#mark((this.#at + step + count) % count)
    else if (event.key === 'Escape') this.close()
    else if (event.key === 'Enter') this.#take()
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  #take(): void {
    const option = this.#options[this.#at]
    if (option !== undefined) this.#choose(option)
  }

  #open(): void {
    // Inside an open dialog everything outside of it is inert, so the list stays in it.
    if (!this.isOpen) {
      ;(this.#anchor.closest('dialog') ?? document.body).append(this.#box)
      requestAnimationFrame(() => this.#watch())
    }
    this.#box.style.width = `${Math.max(this.#anchor.offsetWidth, 200)}px`
    placeBelow(this.#box, this.#anchor)
    document.addEventListener('scroll', this.#follow, true)
    this.#input.setAttribute('aria-expanded', 'true')
  }

  /** The message under it may be drawn anew: then it goes, too. */
  #watch(): void {
    if (!this.isOpen) return
    if (this.#anchor.isConnected) requestAnimationFrame(() => this.#watch())
    else this.close()
  }

  #mark(at: number): void {
    this.#rows[this.#at]?.classList.remove('is-here')
    this.#at = at
    const row = this.#rows[at]
    row?.classList.add('is-here')
    row?.scrollIntoView({ block: 'nearest' })
    if (row === undefined) this.#input.removeAttribute('aria-activedescendant')
    else this.#input.setAttribute('aria-activedescendant', row.id)
  }

  #row(option: Option, at: number, chosen: boolean): HTMLElement {
    const row = h(
      'div',
      { class: 'option', role: 'option', id: `${this.#box.id}-${at}`, 'aria-selected': String(chosen) },
      h('span', {}, option.label),
      option.detail === undefined ? null : h('span', { class: 'option-detail' }, option.detail),
    )
    row.addEventListener('pointermove', () => this.#mark(at))
    row.addEventListener('click', () => this.#choose(option))
    return row
  }
}
