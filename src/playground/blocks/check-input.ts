import { isObject, type JsonObject } from '../json.ts'
import { allBlocks, elementsOf } from './elements-of.ts'

const EMPTY = 'Please complete this required field.'

/** What the page itself refuses before a modal is sent: sentences by block id, as Slack shows them. */
export function checkInput(blocks: readonly JsonObject[], state: JsonObject): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const block of allBlocks(blocks).filter((each) => each.type === 'input')) {
    const blockId = String(block.block_id)
    const [element] = elementsOf(block)
    const values = state[blockId]
    const value = element && isObject(values) ? values[String(element.action_id)] : undefined
    const error = element && isObject(value) ? errorOf(element, value, block.optional === true) : null
    if (error !== null) errors[blockId] = error
  }
  return errors
}

function errorOf(element: JsonObject, state: JsonObject, mayBeEmpty: boolean): string | null {
  const { type, ...rest } = state
  const [value] = Object.values(rest)
  const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0)
  if (empty) return mayBeEmpty ? null : EMPTY
  if (Array.isArray(value)) return checkCount(element, value.length)
  if (typeof value !== 'string') return null
  if (type === 'plain_text_input') return checkLength(element, [...value].length)
  if (type === 'number_input') return checkNumber(element, value)
  if (type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(value)) return 'This is not an email address.'
  if (type === 'url_text_input' && !URL.canParse(value)) return 'This is not a URL.'
  return null
}

function checkCount(element: JsonObject, count: number): string | null {
  const { max_selected_items: max } = element
  return typeof max === 'number' && count > max ? `You can choose at most ${max}.` : null
}

function checkLength(element: JsonObject, length: number): string | null {
  const { min_length: min, max_length: max } = element
  if (typeof min === 'number' && length < min) return `This needs at least ${min} characters.`
  if (length > (typeof max === 'number' ? max : 3000))
    return `This can have at most ${max ?? 3000} characters.`
  return null
}

function checkNumber(element: JsonObject, text: string): string | null {
  const { is_decimal_allowed: mayBeDecimal, min_value: min, max_value: max } = element
  const value = Number(text)
  if (!Number.isFinite(value)) return 'This is not a number.'
  if (mayBeDecimal !== true && !Number.isInteger(value)) return 'This must be a whole number.'
  if (min !== undefined && value < Number(min)) return `This must be at least ${min}.`
  if (max !== undefined && value > Number(max)) return `This can be at most ${max}.`
  return null
}
