import { createHash } from 'node:crypto'
import type { RawValue } from '../domain/record.ts'

/** What finds a text that is too long for an index, in hex. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The same for keys whose parts are equal as integers: `007`, `+7` and `7`. */
export function lookupHashOf(parts: readonly RawValue[]): string {
  return hashOf(JSON.stringify(parts.map(plainInteger)))
}

function plainInteger(part: RawValue): RawValue {
  if (part === null || !/^[+-]?\d+$/.test(part)) return part
  const digits = part.replace(/^[+-]?0*(?=\d)/, '')
  return part.startsWith('-') && digits !== '0' ? `-${digits}` : digits
}
