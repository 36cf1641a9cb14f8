import { isObject, type JsonObject } from '../json.ts'
import { elementsOf } from './elements-of.ts'

const EMPTY = 'Please complete this required field.'

/** What the page itself refuses before a modal is sent: sentences by block id, as Slack shows them. */
export function checkInput(blocks: readonly JsonObject[], state: JsonObject): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const block of blocks.filter((each) => each.type === 'input')) {
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
  const { type: _type, ...rest } = state
  const [value] = Object.values(rest)
  const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0)
  if (empty) return mayBeEmpty ? null : EMPTY
  if (typeof value !== 'string' || element.type !== 'plain_text_input') return null
  const length = [...value].length
  const { min_length: min, max_length: max } = element
  if (typeof min === 'number' && length < min) return `This needs at least ${min} characters.`
  if (length > (typeof max === 'number' ? max : 3000))
    return `This can have at most ${max ?? 3000} characters.`
  return null
}
