import type { KeyOrder } from '../domain/record.ts'

const END = Buffer.from([0, 0])
const NEGATIVE = 0
const ZERO = 1
const POSITIVE = 2

/**
 * Bytes that sort as the merge sorts canonical keys: part by part, integers by value at any length, everything else by
 * UTF-8 bytes. Two keys have the same bytes when they are the same key, and never else.
 */
export function sortableKey(parts: readonly string[], orders: readonly KeyOrder[]): Buffer {
  return Buffer.concat(
    parts.map((part, index) => (orders[index] === 'integer' ? ofInteger(part) : ofText(part))),
  )
}

/** The end of a part comes before anything that goes on: so a NUL inside is written as two bytes. */
function ofText(text: string): Buffer {
  const escaped = text.includes('\0') ? text.split('\0') : [text]
  const pieces = escaped.flatMap((piece, index) =>
    index === 0 ? [Buffer.from(piece)] : [Buffer.from([0, 255]), Buffer.from(piece)],
  )
  return Buffer.concat([...pieces, END])
}

/** Sign, number of digits, digits; below zero the other way round. */
function ofInteger(text: string): Buffer {
  if (text === '0') return Buffer.from([ZERO])
  const isNegative = text.startsWith('-')
  const digits = Buffer.from(isNegative ? text.slice(1) : text)
  const bytes = Buffer.alloc(5 + digits.length)
  bytes[0] = isNegative ? NEGATIVE : POSITIVE
  bytes.writeUInt32BE(digits.length, 1)
  digits.copy(bytes, 5)
  if (isNegative) for (let index = 1; index < bytes.length; index++) bytes[index] = 255 - bytes[index]!
  return bytes
}
