import { isObject, type JsonObject, objectsIn, textOf } from '../json.ts'
import { allBlocks, elementsOf } from './elements-of.ts'

/** What a person put into an element, in its plainest form; null means nothing. */
export type InputValue = string | readonly string[] | null

/** Values by block id, then action id. What is left out keeps the element's initial value. */
export type InputValues = Readonly<Record<string, Readonly<Record<string, InputValue>>>>

/** The `state.values` that Slack sends with a view or message, from what people entered. */
export function readState(blocks: readonly JsonObject[], values: InputValues): JsonObject {
  const state: Record<string, JsonObject> = {}
  for (const block of allBlocks(blocks)) {
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

/** What Slack calls the value of each type that has one. */
const VALUE_NAMES: Readonly<Record<string, string>> = {
  plain_text_input: 'value',
  number_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  checkboxes: 'selected_options',
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
  rich_text_input: 'rich_text_value',
  file_input: 'files',
}

/** The part of a payload that carries an element's value; null for elements without one, such as buttons. */
export function stateOf(element: JsonObject, value: InputValue): JsonObject | null {
  const type = String(element.type)
  const name = VALUE_NAMES[type]
  return name === undefined ? null : { type, [name]: readValue(element, name, value) }
}

function readValue(element: JsonObject, name: string, value: InputValue): unknown {
  const one = typeof value === 'string' && value !== '' ? value : null
  switch (name) {
    case 'selected_option':
      return findOption(element, one)
    case 'selected_options':
      return listOf(value).flatMap((each) => findOption(element, each) ?? [])
    case 'selected_users':
    case 'selected_conversations':
    case 'selected_channels':
      return listOf(value)
    case 'selected_date_time':
      return one === null ? null : Number(one)
    case 'rich_text_value':
      return one === null ? null : richTextOf(one)
    case 'files':
      return []
    default:
      return one
  }
}

/** The page sends formatted text as JSON; anything else is plain words. */
function richTextOf(text: string): JsonObject {
  if (text.startsWith('{"type":"rich_text"')) return JSON.parse(text) as JsonObject
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text }] }
  return { type: 'rich_text', elements: [section] }
}

/** Options as Slack sends them back, without what only matters on screen. */
export function findOption(element: JsonObject, value: string | null): JsonObject | null {
  if (value === null || value === '') return null
  const groups = objectsIn(element.option_groups).flatMap((group) => objectsIn(group.options))
  const initial = [element.initial_option, element.initial_options].flat()
  const options = [...objectsIn(element.options), ...groups, ...objectsIn(initial)]
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
  const lists = ['users', 'conversations', 'channels']
  const chosen = lists.map((each) => element[`initial_${each}`]).find((each) => Array.isArray(each))
  if (Array.isArray(chosen)) return chosen.map(String)
  if (isObject(element.initial_value)) return wordsOf(element.initial_value)
  const names = ['value', 'date', 'time', 'date_time', 'user', 'conversation', 'channel']
  const initial = names.map((each) => element[`initial_${each}`]).find((each) => each !== undefined)
  return initial === undefined ? null : String(initial)
}

/** The plain words of formatted text. */
function wordsOf(part: unknown): string {
  if (Array.isArray(part)) return part.map(wordsOf).join('')
  if (!isObject(part)) return ''
  return typeof part.text === 'string' ? part.text : wordsOf(part.elements)
}

function listOf(value: InputValue): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.map(String) : []
}
