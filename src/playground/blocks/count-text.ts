import { isObject } from '../json.ts'

/** The characters that people read in blocks, or in any part of them, counted as code points. */
export function countText(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0
  if (isObject(part) && part.type === 'raw_number' && part.text === undefined) {
    return typeof part.value === 'number' ? String(part.value).length : 0
  }
  let count = 0
  for (const [name, value] of Object.entries(part)) {
    if (name === 'text' && typeof value === 'string') count += [...value].length
    else count += countText(value)
  }
  return count
}
