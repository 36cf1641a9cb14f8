import type { ActionsBlockElement, ImageElement, InputBlock, Option } from '@slack/types'
import type { InputValue } from '../blocks/read-state.ts'
import { confirmed } from './confirm.ts'
import { h } from './dom.ts'
import { renderButton, renderOverflow, whileBusy } from './render-button.ts'
import { type Control, groupsOf, renderSelect, renderTicks } from './render-choice.ts'
import { renderSearch } from './render-search.ts'
import type { Surface } from './surface.ts'

type InputElement = InputBlock['element']
type AnyElement = ActionsBlockElement | InputElement

/** Where an element stands; `sends` says that using it is told to the app at once. */
export interface Place {
  readonly blockId: string
  readonly sends: boolean
}

/** Any element that people can use. */
export function renderElement(surface: Surface, place: Place, element: AnyElement): HTMLElement {
  if (element.type === 'button') return renderButton(surface, place.blockId, element)
  if (element.type === 'overflow') return renderOverflow(surface, place.blockId, element)
  const control = renderControl(surface, place, element)
  if (control === null) return h('span', { class: 'unsupported' }, `(${element.type} is not shown here yet)`)
  const actionId = String(element.action_id)
  control.element.dataset.actionId = actionId
  surface.fields.push({ blockId: place.blockId, actionId, read: control.read })
  if (place.sends) {
    control.element.addEventListener('change', async () => {
      if (!(await confirmed(surface.model, 'confirm' in element ? element.confirm : undefined))) return
      const used = { blockId: place.blockId, actionId, value: control.read() }
      await whileBusy(control.element, () => surface.use(used))
    })
  }
  return control.element
}

export function renderImage(
  image: Pick<ImageElement, 'alt_text'> & { image_url?: string },
  className: string,
): HTMLElement {
  const url = image.image_url ?? ''
  const safe = /^(https?:|data:image\/(png|jpeg|gif);)/i.test(url)
  return h('img', { class: className, src: safe ? url : null, alt: image.alt_text, loading: 'lazy' })
}

function renderControl(surface: Surface, place: Place, element: AnyElement): Control | null {
  const before = surface.remembered(place.blockId, String(element.action_id))
  const chosen = <T extends InputValue>(initial: T | undefined) =>
    before === undefined ? (initial ?? null) : before
  const placeholder = ('placeholder' in element ? element.placeholder?.text : undefined) ?? ''
  switch (element.type) {
    case 'static_select':
      return renderSelect(groupsOf(element), placeholder || 'Choose…', chosen(element.initial_option?.value))
    case 'multi_static_select': {
      const options = groupsOf(element).flatMap((group) => group.options)
      const initial = element.initial_options?.map((option) => option.value ?? '')
      return renderTicks(surface, { type: element.type, options }, chosen(initial))
    }
    case 'radio_buttons':
      return renderTicks(surface, element, chosen(element.initial_option?.value))
    case 'checkboxes':
      return renderTicks(
        surface,
        element,
        chosen(element.initial_options?.map((option) => option.value ?? '')),
      )
    case 'users_select':
      return renderSelect(peopleIn(surface), placeholder || 'Choose a person…', chosen(element.initial_user))
    case 'channels_select':
      return renderSelect(
        channelsIn(surface),
        placeholder || 'Choose a channel…',
        chosen(element.initial_channel),
      )
    case 'conversations_select':
      return renderSelect(
        channelsIn(surface),
        placeholder || 'Choose a channel…',
        chosen(element.initial_conversation),
      )
    case 'external_select':
      return renderSearch(surface, place.blockId, element)
    case 'datepicker':
      return renderInput({ type: 'date' }, chosen(element.initial_date))
    case 'timepicker':
      return renderInput({ type: 'time' }, chosen(element.initial_time))
    case 'number_input':
      return renderInput({ type: 'text', inputmode: 'decimal', placeholder }, chosen(element.initial_value))
    case 'plain_text_input': {
      const value = chosen(element.initial_value)
      if (element.multiline === true) return renderTextArea(placeholder, value)
      return renderInput({ type: 'text', placeholder, autofocus: element.focus_on_load === true }, value)
    }
    default:
      return null
  }
}

function renderInput(properties: Record<string, string | boolean>, value: InputValue): Control {
  const input = h('input', { class: 'input', ...properties })
  input.value = typeof value === 'string' ? value : ''
  return { element: input, read: () => input.value }
}

function renderTextArea(placeholder: string, value: InputValue): Control {
  const input = h('textarea', { class: 'input', rows: 4, placeholder })
  input.value = typeof value === 'string' ? value : ''
  return { element: input, read: () => input.value }
}

function peopleIn(surface: Surface): { label: null; options: Option[] }[] {
  const people = [...surface.model.members.values()].filter((member) => member.kind === 'person')
  return [{ label: null, options: people.map((each) => choice(each.realName, each.id)) }]
}

function channelsIn(surface: Surface): { label: null; options: Option[] }[] {
  const channels = [...surface.model.conversations.values()].filter((each) => each.kind !== 'direct')
  return [{ label: null, options: channels.map((each) => choice(`#${each.name}`, each.id)) }]
}

function choice(text: string, value: string): Option {
  return { text: { type: 'plain_text', text }, value }
}
