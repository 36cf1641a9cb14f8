import { isObject, type JsonObject, objectsIn, textOf } from '../json.ts'
import { elementsOf } from './elements-of.ts'

/** What a person put into an element, in its plainest form; null means nothing. */
export type InputValue = string | readonly string[] | null

/** Values by block id, then action id. What is left out keeps the element's initial value. */
export type InputValues = Readonly<Record<string, Readonly<Record<string, InputValue>>>>

/** The `state.values` that Slack sends with a view or message, from what people entered. */
export function readState(blocks: readonly JsonObject[], values: InputValues): JsonObject {
  const state: Record<string, JsonObject> = {}
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const blockId = String(block.block_id)
      const actionId = String(element.action_id)
      const entered = values[blockId]?.[actionId]
      const value = stateOf(element, entered === undefined ? initialValue(element) : entered)
      if (value !== null) state[blockId] = { ...state[blockId], [actionId]: value }
    }
  }
  return state
}

/** The part of a payload that carries an element's value; null for elements without one, such as buttons. */
export function stateOf(element: JsonObject, value: InputValue): JsonObject | null {
  const type = String(element.type)
  const one = typeof value === 'string' ? value : null
  switch (type) {
    case 'plain_text_input':
    case 'number_input':
      return { type, value: one === '' ? null : one }
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: findOption(element, one) }
    case 'checkboxes':
    case 'multi_static_select':
      return { type, selected_options: listOf(value).flatMap((each) => findOption(element, each) ?? []) }
    case 'datepicker':
      return { type, selected_date: one || null }
    case 'timepicker':
      return { type, selected_time: one || null }
    case 'users_select':
      return { type, selected_user: one || null }
    case 'conversations_select':
      return { type, selected_conversation: one || null }
    case 'channels_select':
      return { type, selected_channel: one || null }
    default:
      return null
  }
}

/** Options as Slack sends them back, without what only matters on screen. */
export function findOption(element: JsonObject, value: string | null): JsonObject | null {
  if (value === null || value === '') return null
  const groups = objectsIn(element.option_groups).flatMap((group) => objectsIn(group.options))
  const options = [...objectsIn(element.options), ...groups]
  const found = options.find((option) => option.value === value)
  if (found !== undefined) return found
  return offered.get(element)?.find((option) => option.value === value) ?? null
}

/** An external select's options are not in the blocks: what the app offered last is remembered here. */
const offered = new WeakMap<JsonObject, JsonObject[]>()

export function rememberOffer(element: JsonObject, options: JsonObject[]): void {
  offered.set(element, [...(offered.get(element) ?? []), ...options].slice(-500))
}

function initialValue(element: JsonObject): InputValue {
  if (isObject(element.initial_option)) return textOf(element.initial_option.value)
  if (Array.isArray(element.initial_options)) {
    return objectsIn(element.initial_options).map((option) => String(option.value))
  }
  const names = ['value', 'date', 'time', 'user', 'conversation', 'channel']
  const name = names.find((each) => typeof element[`initial_${each}`] === 'string')
  return name === undefined ? null : textOf(element[`initial_${name}`])
}

function listOf(value: InputValue): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.map(String) : []
}
