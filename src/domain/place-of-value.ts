import { parsePath } from './json-path.ts'
import type { ValuePlace } from './message-rules.ts'

const MESSAGE_KEY = /^\$key(?=$|[.[])/

/** Reads `order.id`, `$key` and `$key.id`; null when it is neither. */
export function placeOfValue(name: string): ValuePlace | null {
  const isOfKey = MESSAGE_KEY.test(name)
  const path = parsePath(isOfKey ? `$${name.replace(MESSAGE_KEY, '')}` : name)
  return path === null ? null : { name, of: isOfKey ? 'key' : 'record', path }
}
