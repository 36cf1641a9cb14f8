import type { ActionsBlockElement, InputBlock, SectionBlockAccessory } from '@slack/types'
import type { InputValue } from '../blocks/read-state.ts'
import { confirmed } from './confirm.ts'
import { h } from './dom.ts'
import { renderButton, renderOverflow, whileBusy } from './render-button.ts'
import { type Control, renderTicks } from './render-choice.ts'
import { renderDateOrTime, renderDateTime, renderTextInput } from './render-input.ts'
import { renderRichInput } from './render-rich-input.ts'
import { renderSelect } from './render-select.ts'
import type { Surface } from './surface.ts'

type AnyElement =
  | ActionsBlockElement
  | InputBlock['element']
  | Exclude<SectionBlockAccessory, { type: 'image' }>

/** Where an element stands; `sends` says that using it is told to the app at once. */
export interface Place {
  readonly blockId: string
  readonly sends: boolean
}

/** Any element that people can use. */
export function renderElement(surface: Surface, place: Place, element: AnyElement): HTMLElement {
  if (element.type === 'button') return renderButton(surface, place.blockId, element)
  if (element.type === 'overflow') return renderOverflow(surface, place.blockId, element)
  if (element.type === 'workflow_button')
    return renderButton(surface, place.blockId, { ...element, type: 'button' })
  const control = renderControl(surface, place, element)
  if (control === null) return h('span', { class: 'unsupported' }, `(${element.type} is not shown here)`)
  const actionId = String(element.action_id)
  control.element.dataset.actionId = actionId
  surface.fields.push({ blockId: place.blockId, actionId, read: control.read.bind(control) })
  if ('focus_on_load' in element && element.focus_on_load === true) {
    const field = control.element.querySelector('input, textarea') ?? control.element
    field.setAttribute('autofocus', '')
  }
  if (place.sends) sendUses(surface, { ...place, actionId }, { element, control })
  return control.element
}

function sendUses(
  surface: Surface,
  place: Place & { actionId: string },
  { element, control }: { element: AnyElement; control: Control },
): void {
  const { blockId, actionId } = place
  const use = async () => {
    if (!(await confirmed(surface.model, 'confirm' in element ? element.confirm : undefined))) return
    await whileBusy(control.element, () => surface.use({ blockId, actionId, value: control.read() }))
  }
  const isText = element.type.endsWith('_input')
  if (!isText) {
    control.element.addEventListener('change', () => void use())
    return
  }
  const config = 'dispatch_action_config' in element ? element.dispatch_action_config : undefined
  const on = config?.trigger_actions_on ?? ['on_enter_pressed']
  if (on.includes('on_character_entered')) control.element.addEventListener('input', () => void use())
  if (!on.includes('on_enter_pressed')) return
  control.element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    void use()
  })
}

function renderControl(surface: Surface, place: Place, element: AnyElement): Control | null {
  const before = surface.remembered(place.blockId, String(element.action_id))
  const chosen = <T extends InputValue>(initial: T | undefined) =>
    before === undefined ? (initial ?? null) : before
  switch (element.type) {
    case 'radio_buttons':
      return renderTicks(surface, element, chosen(element.initial_option?.value))
    case 'checkboxes': {
      const initial = element.initial_options?.map((option) => option.value ?? '')
      return renderTicks(surface, element, chosen(initial))
    }
    case 'datepicker':
      return renderDateOrTime('date', chosen(element.initial_date))
    case 'timepicker':
      return renderDateOrTime('time', chosen(element.initial_time))
    case 'datetimepicker':
      return renderDateTime(element, before)
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return renderTextInput(element, chosen(element.initial_value))
    case 'rich_text_input':
      return renderRichInput(element, before)
    case 'button':
    case 'overflow':
    case 'workflow_button':
    case 'file_input':
      return null
    default:
      return renderSelect(surface, place.blockId, element)
  }
}
