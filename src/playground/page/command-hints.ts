import type { SlashCommand } from '../page-protocol.ts'
import { fill, h } from './dom.ts'

interface Hint {
  readonly text: string
  readonly description: string
}

const HINTS_SHOWN = 8

let lists = 0

/** The list above a message box: how a command is used, and examples that go on from what was typed. */
export class CommandHints {
  readonly box: HTMLElement
  readonly #input: HTMLTextAreaElement
  readonly #commands: readonly SlashCommand[]
  #command: SlashCommand | null = null
  #shown: readonly Hint[] = []
  #chosen = -1

  constructor(input: HTMLTextAreaElement, commands: readonly SlashCommand[]) {
    lists += 1
    this.#input = input
    this.#commands = commands
    this.box = h('div', { class: 'hints', id: `hints-${lists}`, hidden: true })
    if (commands.length === 0) return
    input.setAttribute('aria-controls', this.box.id)
    input.setAttribute('aria-autocomplete', 'list')
  }

  refresh(): void {
    const typed = this.#input.value
    const asks = typed.startsWith('/') && !typed.includes('\n')
    const [name = ''] = typed.split(' ')
    const fits = (each: SlashCommand) =>
      typed.includes(' ') ? each.command === name : each.command.startsWith(name)
    this.#command = (asks ? this.#commands.find(fits) : undefined) ?? null
    const goesOn = (hint: Hint) => hint.text.startsWith(typed) && hint.text !== typed
    this.#shown = this.#command === null ? [] : examplesOf(this.#command).filter(goesOn).slice(0, HINTS_SHOWN)
    this.#chosen = -1
    this.#draw()
  }

  hide(): void {
    this.#command = null
    this.#shown = []
    this.#draw()
  }

  /** True when the key was for the list. */
  steer(event: KeyboardEvent): boolean {
    if (this.box.hidden) return false
    if (event.key === 'Escape') {
      // Here Escape means the list alone, not what is around it.
      event.stopPropagation()
      this.hide()
      return true
    }
    const count = this.#shown.length
    if (count === 0) return false
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      this.#chosen = this.#chosen === -1 && step === -1 ? count - 1 : (this.#chosen + step + count) % count
      this.#draw()
      return true
    }
    const takes = (event.key === 'Tab' && !event.shiftKey) || (event.key === 'Enter' && this.#chosen !== -1)
    if (takes) this.#take(this.#shown[Math.max(0, this.#chosen)])
    return takes
  }

  #take(hint: Hint | undefined): void {
    if (hint === undefined) return
    this.#input.value = hint.text
    this.#input.dispatchEvent(new Event('input', { bubbles: true }))
    this.#input.focus()
  }

  #draw(): void {
    const rows = this.#shown.map((hint, index) => this.#row(hint, index))
    const list = h('div', { role: 'listbox', 'aria-label': 'Commands' }, ...rows)
    fill(this.box, ...this.#head(), rows.length === 0 ? null : list)
    this.box.hidden = this.#command === null
    const active = this.#chosen === -1 ? null : `${this.box.id}-${this.#chosen}`
    if (active === null) this.#input.removeAttribute('aria-activedescendant')
    else this.#input.setAttribute('aria-activedescendant', active)
    this.box.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }

  #head(): (HTMLElement | null)[] {
    if (this.#command === null) return []
    const { command, description, usageHint = '' } = this.#command
    const ways = usageHint.split('|').map((each) => h('span', { class: 'way' }, each.trim()))
    return [
      h('div', { class: 'hints-head' }, h('code', {}, command), h('span', {}, description)),
      usageHint === '' ? null : h('div', { class: 'hints-ways' }, ...ways),
    ]
  }

  #row(hint: Hint, index: number): HTMLElement {
    const row = h(
      'div',
      {
        class: 'hint-row',
        id: `${this.box.id}-${index}`,
        role: 'option',
        'aria-selected': String(index === this.#chosen),
      },
      h('code', {}, hint.text),
      h('span', {}, hint.description),
    )
    // Before the box loses the focus.
    row.addEventListener('pointerdown', (event) => {
      event.preventDefault()
      this.#take(hint)
    })
    return row
  }
}

function examplesOf({ command, examples }: SlashCommand): Hint[] {
  return examples.map(({ text, description }) => ({ text: `${command} ${text}`, description }))
}
