import type { SlashCommand } from '../page-protocol.ts'
import { fill, h, icon } from './dom.ts'

interface ComposerOptions {
  readonly id: string
  readonly placeholder: string
  /** None in threads: Slack has no commands there. */
  readonly commands: readonly SlashCommand[]
  send(text: string): void
}

interface Hint {
  readonly text: string
  readonly description: string
}

const HINTS_SHOWN = 8

/** The box to write in; a slash shows the commands that fit. */
export function renderComposer(options: ComposerOptions): HTMLElement {
  const input = h('textarea', {
    id: options.id,
    rows: 1,
    placeholder: options.placeholder,
    'aria-label': options.placeholder,
    autocomplete: 'off',
  })
  const hints = new Hints(input, options.commands)
  const button = h('button', { type: 'submit', class: 'send', 'aria-label': 'Send now' }, icon('send'))
  const form = h(
    'form',
    { class: 'composer' },
    hints.box,
    input,
    h('div', { class: 'composer-foot' }, help(options), button),
  )
  const submit = () => {
    const text = input.value.trim()
    if (text === '') return
    input.value = ''
    hints.refresh()
    resize(input)
    options.send(text)
  }
  input.addEventListener('input', () => {
    resize(input)
    hints.refresh()
    form.classList.toggle('has-text', input.value.trim() !== '')
  })
  input.addEventListener('blur', () => hints.hide())
  input.addEventListener('focus', () => hints.refresh())
  input.addEventListener('keydown', (event) => {
    if (hints.steer(event)) return event.preventDefault()
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault()
      submit()
    }
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
    input.focus()
  })
  return form
}

/** The list above the box: commands and examples that go on from what was typed. */
class Hints {
  readonly box: HTMLElement = h('div', {
    class: 'hints',
    role: 'listbox',
    'aria-label': 'Commands',
    hidden: true,
  })
  readonly #input: HTMLTextAreaElement
  readonly #all: readonly Hint[]
  #shown: readonly Hint[] = []
  #chosen = -1

  constructor(input: HTMLTextAreaElement, commands: readonly SlashCommand[]) {
    this.#input = input
    this.#all = commands.flatMap((each) => [
      ...each.examples.map((example) => ({
        text: `${each.command} ${example.text}`,
        description: example.description,
      })),
    ])
  }

  refresh(): void {
    const typed = this.#input.value
    const asks = typed.startsWith('/') && !typed.includes('\n')
    const fits = (hint: Hint) => hint.text.startsWith(typed) && hint.text !== typed
    this.#shown = asks ? this.#all.filter(fits).slice(0, HINTS_SHOWN) : []
    this.#chosen = -1
    this.#draw()
  }

  hide(): void {
    this.#shown = []
    this.#draw()
  }

  /** True when the key was for the list. */
  steer(event: KeyboardEvent): boolean {
    if (this.#shown.length === 0) return false
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      const count = this.#shown.length
      this.#chosen = this.#chosen === -1 && step === -1 ? count - 1 : (this.#chosen + step + count) % count
      this.#draw()
      return true
    }
    if (event.key === 'Escape') this.hide()
    const takes = event.key === 'Tab' || (event.key === 'Enter' && this.#chosen !== -1)
    if (takes) this.#take(this.#shown[Math.max(0, this.#chosen)])
    return takes || event.key === 'Escape'
  }

  #take(hint: Hint | undefined): void {
    if (hint === undefined) return
    this.#input.value = hint.text
    this.#input.dispatchEvent(new Event('input', { bubbles: true }))
    this.#input.focus()
  }

  #draw(): void {
    const rows = this.#shown.map((hint, index) => {
      const row = h(
        'div',
        { class: 'hint-row', role: 'option', 'aria-selected': String(index === this.#chosen) },
        h('code', {}, hint.text),
        h('span', {}, hint.description),
      )
      // Before the box loses the focus.
      row.addEventListener('pointerdown', (event) => {
        event.preventDefault()
        this.#take(hint)
      })
      return row
    })
    fill(this.box, h('div', { class: 'hints-head' }, 'Commands'), ...rows)
    this.box.hidden = this.#shown.length === 0
  }
}

function help(options: ComposerOptions): HTMLElement {
  const [command] = options.commands
  return h(
    'span',
    { class: 'composer-help' },
    command === undefined
      ? null
      : h('span', {}, 'Type ', h('kbd', {}, command.command), ' to ask Counterfoil'),
  )
}

function resize(input: HTMLTextAreaElement): void {
  input.style.height = 'auto'
  input.style.height = `${Math.min(input.scrollHeight, 200)}px`
}
