import type { MessageRules, ValuePlace } from '../domain/message-rules.ts'
import { isObject, type Json, lookUp, rawText } from '../domain/read-json.ts'

/** Parts of a key, or what is wrong with one. Never the value itself: the sentence is logged. */
export type KeyParts = { readonly parts: readonly string[] } | { readonly why: string }

/** The key that a message names, part by part: from its record, or from its own key. */
export function keyParts(
  rules: Pick<MessageRules, 'key'>,
  from: { readonly record: Json | undefined; readonly key: Json | undefined },
): KeyParts {
  return collect(rules.key, ({ of, path }) => {
    const base = of === 'key' ? from.key : from.record
    return base === undefined ? undefined : lookUp(base, path)
  })
}

/**
 * The key of a message without a value. Its own key says which record it means, also where the config takes the key
 * from the record: by the same path, by the last name of it, or as it stands where the key has one part.
 */
export function keyPartsOfKey(rules: Pick<MessageRules, 'key'>, key: Json | undefined): KeyParts {
  return collect(rules.key, ({ of, path }) => {
    if (key === undefined) return undefined
    if (of === 'key') return lookUp(key, path)
    if (isObject(key)) return lookUp(key, path) ?? lookUp(key, path.slice(-1))
    return rules.key.length === 1 ? key : undefined
  })
}

/** Longer ones are no keys. */
const MOST_BYTES = 4_096

function collect(places: readonly ValuePlace[], find: (place: ValuePlace) => Json | undefined): KeyParts {
  const parts: string[] = []
  for (const place of places) {
    const value = find(place)
    if (value === undefined || value === null) return { why: `it has no key "${place.name}"` }
    if (isObject(value) || Array.isArray(value))
      return { why: `its key "${place.name}" is no text, number or boolean` }
    const text = rawText(value)!
    if (text === '') return { why: `its key "${place.name}" is empty` }
    if (/[\0\p{Surrogate}]/u.test(text))
      return { why: `its key "${place.name}" holds a character that no system can hold` }
    parts.push(text)
  }
  const bytes = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
  return bytes > MOST_BYTES ? { why: `its key is longer than ${MOST_BYTES} bytes` } : { parts }
}
