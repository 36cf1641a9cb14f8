import type { InputValue } from '../blocks/read-state.ts'
import { h, icon } from './dom.ts'
import { type Option, type OptionGroup, OptionList } from './option-list.ts'
import type { Control } from './render-choice.ts'

export interface PickerFacts {
  readonly placeholder: string
  /** What is chosen at first, with the words that are shown for it. */
  readonly chosen: readonly Option[]
  /** Null: one answer. */
  readonly most: number | null
  /** The options that fit what was typed; null: too little was typed to ask. */
  readonly find: (typed: string) => Promise<readonly OptionGroup[]> | readonly OptionGroup[] | null
  readonly hint: string
}

const PAUSE_MS = 200

/** A select with one or several answers, searched by typing; arrows, Enter, Escape and Backspace work. */
export function renderPicker(facts: PickerFacts): Control {
  return new Picker(facts)
}

class Picker implements Control {
  readonly element: HTMLElement
  readonly #facts: PickerFacts
  readonly #input: HTMLInputElement
  readonly #chips = h('span', { class: 'chips' })
  readonly #list: OptionList
  #chosen: Option[]
  #asked = 0
  #timer = 0

  constructor(facts: PickerFacts) {
    this.#facts = facts
    this.#chosen = [...facts.chosen]
    this.#input = h('input', {
      class: 'picker-input',
      type: 'text',
      role: 'combobox',
      'aria-expanded': 'false',
      'aria-autocomplete': 'list',
      'aria-label': facts.placeholder,
      autocomplete: 'off',
      spellcheck: 'false',
    })
    const single = facts.most === null
    this.element = h(
      'div',
      { class: single ? 'picker' : 'picker is-multiple' },
      this.#chips,
      this.#input,
      icon('chevron'),
    )
    this.#list = new OptionList(this.#input, this.element, (option) => this.#choose(option))
    this.#listen()
    this.#draw()
  }

  read(): InputValue {
    const values = this.#chosen.map((each) => each.value)
    return this.#facts.most === null ? (values[0] ?? null) : values
  }

  #listen(): void {
    const input = this.#input
    this.element.addEventListener('click', (event) => {
      if ((event.target as Element).closest('button') !== null) return
      input.focus()
      if (!this.#list.isOpen) void this.#ask()
    })
    input.addEventListener('focus', () => input.select())
    input.addEventListener('input', () => {
      clearTimeout(this.#timer)
      this.#timer = window.setTimeout(() => void this.#ask(), PAUSE_MS)
    })
    // The browser's own event says that text changed, not that something was chosen.
    input.addEventListener('change', (event) => event.stopPropagation())
    input.addEventListener('blur', () => this.#leave())
    input.addEventListener('keydown', (event) => this.#steer(event))
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer)
    this.#asked += 1
    const asked = this.#asked
    // What stands there is the answer, not a question.
    const typed = this.#isUntouched() ? '' : this.#input.value.trim()
    const found = this.#facts.find(typed)
    if (found === null) return this.#list.say(this.#facts.hint)
    if (found instanceof Promise) this.#list.say('Loading…')
    const groups = await found
    if (asked !== this.#asked || document.activeElement !== this.#input) return
    this.#list.show(groups, new Set(this.#chosen.map((each) => each.value)))
  }

  #isUntouched(): boolean {
    return this.#facts.most === null && this.#input.value === (this.#chosen[0]?.label ?? '')
  }

  #choose(option: Option): void {
    const { most } = this.#facts
    const has = this.#chosen.some((each) => each.value === option.value)
    if (most === null) this.#chosen = [option]
    else if (has) this.#chosen = this.#chosen.filter((each) => each.value !== option.value)
    else if (this.#chosen.length < most) this.#chosen = [...this.#chosen, option]
    else {
      this.#list.say(most === 1 ? 'Only one can be chosen.' : `At most ${most} can be chosen.`)
      return
    }
    this.#list.close()
    this.#input.value = ''
    this.#draw()
    this.#tell()
  }

  #remove(option: Option): void {
    this.#chosen = this.#chosen.filter((each) => each !== option)
    this.#draw()
    this.#input.focus()
    this.#tell()
  }

  /** What was only typed is no choice. An emptied select has none. */
  #leave(): void {
    clearTimeout(this.#timer)
    this.#asked += 1
    this.#list.close()
    const emptied = this.#facts.most === null && this.#input.value === '' && this.#chosen.length > 0
    if (emptied) this.#chosen = []
    this.#draw()
    if (emptied) this.#tell()
  }

  #steer(event: KeyboardEvent): void {
    if (this.#list.steer(event)) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp' || event.key === 'Enter') {
      event.preventDefault()
      void this.#ask()
    }
    const last = this.#chosen.at(-1)
    if (
      event.key === 'Backspace' &&
      this.#facts.most !== null &&
      this.#input.value === '' &&
      last !== undefined
    ) {
      this.#remove(last)
    }
  }

  #draw(): void {
    const several = this.#facts.most !== null
    this.#input.value = several ? '' : (this.#chosen[0]?.label ?? '')
    this.#input.placeholder = several && this.#chosen.length > 0 ? '' : this.#facts.placeholder
    if (!several) return
    const chips = this.#chosen.map((each) =>
      h(
        'span',
        { class: 'chip' },
        each.label,
        h(
          'button',
          { type: 'button', 'aria-label': `Remove ${each.label}`, onclick: () => this.#remove(each) },
          icon('close'),
        ),
      ),
    )
    this.#chips.replaceChildren(...chips)
  }

  #tell(): void {
    this.element.dispatchEvent(new Event('change', { bubbles: true }))
  }
}
