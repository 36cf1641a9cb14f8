import type { RichTextInput } from '@slack/types'
import type { InputValue } from '../blocks/read-state.ts'
import { h, icon } from './dom.ts'
import type { Control } from './render-choice.ts'
import { mrkdwnOf, richTextOf } from './rich-text-of.ts'

const MARKS = [
  ['bold', 'Bold', '*'],
  ['italic', 'Italic', '_'],
  ['strike', 'Strikethrough', '~'],
  ['code', 'Code', '`'],
] as const

/** Text with marks, written as in the message box; it is sent as a block of formatted text. */
export function renderRichInput(element: RichTextInput, before: InputValue | undefined): Control {
  const area = h('textarea', {
    rows: Math.min(Math.max(element.min_lines ?? 4, 2), 12),
    placeholder: element.placeholder?.text,
  })
  const initial = element.initial_value === undefined ? '' : mrkdwnOf(element.initial_value)
  area.value = typeof before === 'string' ? mrkdwnOf(JSON.parse(before)) : before === null ? '' : initial
  const buttons = MARKS.map(([name, label, mark]) =>
    h(
      'button',
      { type: 'button', 'aria-label': label, title: label, onclick: () => surround(area, mark) },
      icon(name),
    ),
  )
  const tools = h('div', { class: 'rich-tools', role: 'toolbar', 'aria-label': 'Formatting' }, ...buttons)
  return {
    element: h('div', { class: 'rich-input' }, tools, area),
    read: () => (area.value.trim() === '' ? null : JSON.stringify(richTextOf(area.value))),
  }
}

function surround(area: HTMLTextAreaElement, mark: string): void {
  const { selectionStart: from, selectionEnd: to, value } = area
  area.setRangeText(`${mark}${value.slice(from, to)}${mark}`, from, to, 'end')
  if (from === to) area.setSelectionRange(from + 1, from + 1)
  area.focus()
  area.dispatchEvent(new Event('input', { bubbles: true }))
}
