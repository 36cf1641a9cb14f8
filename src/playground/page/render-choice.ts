import type { Checkboxes, RadioButtons } from '@slack/types'
import type { InputValue } from '../blocks/read-state.ts'
import { h } from './dom.ts'
import { renderText } from './render-text.ts'
import type { Surface } from './surface.ts'

/** A drawn control and the way to read it. */
export interface Control {
  readonly element: HTMLElement
  read(): InputValue
}

/** Radio buttons (one answer) and checkboxes (any number). */
export function renderTicks(
  surface: Surface,
  element: RadioButtons | Checkboxes,
  chosen: InputValue,
): Control {
  const single = element.type === 'radio_buttons'
  const name = `ticks-${crypto.randomUUID()}`
  const marked = typeof chosen === 'string' ? [chosen] : (chosen ?? [])
  const boxes = element.options.map((option) =>
    h('input', {
      type: single ? 'radio' : 'checkbox',
      name,
      value: option.value ?? '',
      checked: marked.includes(option.value ?? ''),
    }),
  )
  const rows = element.options.map((option, index) => {
    const detail = option.description
    return h(
      'label',
      { class: 'tick' },
      boxes[index],
      h(
        'span',
        {},
        renderText(surface.model, option.text),
        detail ? h('span', { class: 'tick-detail' }, renderText(surface.model, detail)) : null,
      ),
    )
  })
  const values = () => boxes.filter((box) => box.checked).map((box) => box.value)
  const list = h('div', { class: 'ticks', role: single ? 'radiogroup' : 'group' }, ...rows)
  return { element: list, read: () => (single ? (values()[0] ?? null) : values()) }
}
