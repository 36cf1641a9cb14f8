import type { DateTimepicker, EmailInput, NumberInput, PlainTextInput, URLInput } from '@slack/types'
import type { InputValue } from '../blocks/read-state.ts'
import { h } from './dom.ts'
import type { Control } from './render-choice.ts'

type TextElement = PlainTextInput | EmailInput | URLInput | NumberInput

const KINDS = {
  plain_text_input: { type: 'text' },
  email_text_input: { type: 'email', inputmode: 'email', autocomplete: 'off' },
  url_text_input: { type: 'url', inputmode: 'url', autocomplete: 'off' },
  number_input: { type: 'text', inputmode: 'decimal', autocomplete: 'off' },
} as const

/** A line or some lines of text, an address, or a number. */
export function renderTextInput(element: TextElement, value: InputValue): Control {
  const multiline = element.type === 'plain_text_input' && element.multiline === true
  const facts = {
    class: 'input',
    placeholder: element.placeholder?.text,
    maxlength: element.type === 'plain_text_input' ? (element.max_length ?? 3000) : null,
  }
  const input = multiline
    ? h('textarea', { ...facts, rows: 4 })
    : h('input', { ...facts, ...KINDS[element.type] })
  input.value = typeof value === 'string' ? value : ''
  return { element: input, read: () => input.value }
}

export function renderDateOrTime(type: 'date' | 'time', value: InputValue): Control {
  const input = h('input', { class: 'input', type })
  input.value = typeof value === 'string' ? value : ''
  return { element: input, read: () => input.value || null }
}

/** A day with a time, shown in the viewer's zone and sent as seconds since 1970. */
export function renderDateTime(element: DateTimepicker, before: InputValue | undefined): Control {
  const seconds = before === undefined ? element.initial_date_time : Number(before ?? 0)
  const input = h('input', { class: 'input', type: 'datetime-local' })
  if (seconds) input.value = localText(new Date(seconds * 1000))
  return {
    element: input,
    read: () => {
      const at = new Date(input.value).getTime()
      return Number.isNaN(at) ? null : String(Math.floor(at / 1000))
    },
  }
}

/** As a date-and-time input wants it: local, without a zone. */
function localText(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}
