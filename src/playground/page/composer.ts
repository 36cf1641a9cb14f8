import type { SlashCommand } from '../page-protocol.ts'
import { CommandHints } from './command-hints.ts'
import { h, icon } from './dom.ts'

interface ComposerOptions {
  readonly id: string
  readonly placeholder: string
  /** None in threads: Slack has no commands there. */
  readonly commands: readonly SlashCommand[]
  send(text: string): void
}

/** The box to write in; a slash shows the commands that fit. */
export function renderComposer(options: ComposerOptions): HTMLElement {
  const input = h('textarea', {
    id: options.id,
    rows: 1,
    placeholder: options.placeholder,
    'aria-label': options.placeholder,
    autocomplete: 'off',
    enterkeyhint: 'send',
  })
  const hints = new CommandHints(input, options.commands)
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
    form.classList.remove('has-text')
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
