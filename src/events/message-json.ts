import { type Json, readJson } from '../domain/read-json.ts'

/** A message's value as JSON; undefined where it is none. */
export function messageJson(bytes: Uint8Array): Json | undefined {
  const text = textOf(bytes)
  return text === null ? undefined : jsonOf(text)
}

/** A message's key: JSON where it is an object, a list or a quoted text, else its text as it stands. */
export function messageKey(bytes: Uint8Array | null): Json | undefined {
  const text = bytes === null ? null : textOf(bytes)
  if (text === null) return undefined
  return /^\s*["{[]/.test(text) ? (jsonOf(text) ?? text) : text
}

function jsonOf(text: string): Json | undefined {
  try {
    return readJson(text)
  } catch {
    return undefined
  }
}

/** Null where the bytes are no UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return STRICT.decode(bytes)
  } catch {
    return null
  }
}

const STRICT = new TextDecoder('utf-8', { fatal: true })
