import type { ExternalSelect } from '@slack/types'
import { h } from './dom.ts'
import { openMenu } from './menu.ts'
import type { Control } from './render-choice.ts'
import type { Surface } from './surface.ts'
import { toast } from './toast.ts'

const PAUSE_MS = 250
const MIN_QUERY = 3

/** A select whose options the app looks up while one types; Enter or a pause asks. */
export function renderSearch(surface: Surface, blockId: string, element: ExternalSelect): Control {
  const initial = element.initial_option
  let chosen = initial?.value ?? null
  let timer = 0
  const input = h('input', {
    class: 'input',
    type: 'search',
    role: 'combobox',
    'aria-expanded': 'false',
    placeholder: element.placeholder?.text ?? 'Search…',
    value: initial?.text.text ?? '',
  })
  const ask = async () => {
    const typed = input.value
    if (typed.length < (element.min_query_length ?? MIN_QUERY)) return
    const found = await surface.suggest({ blockId, actionId: String(element.action_id), value: typed })
    if (found.problem !== null) return toast(found.problem)
    const options = 'options' in found ? (found.options ?? []) : []
    if (options.length === 0) return toast('Nothing fits.')
    const pick = (value: string, text: string) => {
      chosen = value
      input.value = text
      input.dispatchEvent(new Event('change', { bubbles: true }))
    }
    openMenu(
      input,
      options.map(({ text, value }) => ({ label: text.text, choose: () => pick(value, text.text) })),
    )
  }
  input.addEventListener('input', () => {
    chosen = null
    clearTimeout(timer)
    timer = window.setTimeout(() => void ask(), PAUSE_MS)
  })
  // What was only typed is no choice.
  input.addEventListener('change', (event) => {
    if (event.isTrusted) event.stopImmediatePropagation()
  })
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    clearTimeout(timer)
    void ask()
  })
  return { element: input, read: () => chosen }
}
