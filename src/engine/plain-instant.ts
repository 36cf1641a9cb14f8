import type { RecordPosition } from './key-bytes.ts'

/** `2026-11-01 10:00:00`: where its parts stand. */
const WALL = { month: 5, day: 8, separator: 10, hour: 11, minute: 14, second: 17, end: 19 } as const
const [ZERO, NINE, PLUS, MINUS, POINT, COLON] = [48, 57, 43, 45, 46, 58]
const SEPARATORS: readonly number[] = [32, 84, 116]
const MONTHS_OF_31: readonly number[] = [1, 3, 5, 7, 8, 10, 12]

/**
 * Whether two cells are certainly one instant in UTC, written in two of the usual ways: `2026-11-01 10:00:00`, with `T`,
 * `Z`, `+00`, `+00:00` or zeros at the end of a fraction. False says nothing: they are other instants, or need parsing.
 */
export function areSameInstant(a: RecordPosition, b: RecordPosition): boolean {
  if (!isSameWall(a, b) || !isWall(a)) return false
  a.at += WALL.end
  b.at += WALL.end
  return isSameFraction(a, b) && isUtc(a) && isUtc(b)
}

function isSameWall(a: RecordPosition, b: RecordPosition): boolean {
  if (a.stop - a.at < WALL.end || b.stop - b.at < WALL.end) return false
  for (let index = 0; index < WALL.end; index++) {
    if (a.bytes[a.at + index] !== b.bytes[b.at + index] && index !== WALL.separator) return false
  }
  return SEPARATORS.includes(b.bytes[b.at + WALL.separator]!)
}

/** A day that there is and a time that a clock shows; the 29th of February is left to parsing. */
function isWall({ bytes, at, stop }: RecordPosition): boolean {
  if (stop - at < WALL.end || twoDigits(bytes, at) < 0 || twoDigits(bytes, at + 2) < 0) return false
  if (bytes[at + WALL.month - 1] !== MINUS || bytes[at + WALL.day - 1] !== MINUS) return false
  if (!SEPARATORS.includes(bytes[at + WALL.separator]!)) return false
  if (bytes[at + WALL.minute - 1] !== COLON || bytes[at + WALL.second - 1] !== COLON) return false
  const month = twoDigits(bytes, at + WALL.month)
  const day = twoDigits(bytes, at + WALL.day)
  if (month < 1 || month > 12 || day < 1 || day > daysOf(month)) return false
  return (
    isBelow(twoDigits(bytes, at + WALL.hour), 24) &&
    isBelow(twoDigits(bytes, at + WALL.minute), 60) &&
    isBelow(twoDigits(bytes, at + WALL.second), 60)
  )
}

function daysOf(month: number): number {
  return month === 2 ? 28 : MONTHS_OF_31.includes(month) ? 31 : 30
}

function isBelow(part: number, limit: number): boolean {
  return part >= 0 && part < limit
}

/** -1 where they are none. */
function twoDigits(bytes: Buffer, at: number): number {
  return isDigit(bytes[at]!) && isDigit(bytes[at + 1]!)
    ? (bytes[at]! - ZERO) * 10 + bytes[at + 1]! - ZERO
    : -1
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE
}

/** Moves behind both fractions; false where they are not the same but for zeros at the end. */
function isSameFraction(a: RecordPosition, b: RecordPosition): boolean {
  const [fromA, fromB] = [a.at, b.at]
  if (!skipFraction(a) || !skipFraction(b)) return false
  const longest = Math.max(a.at - fromA, b.at - fromB)
  // The first is the point.
  for (let index = 1; index < longest; index++) {
    const x = fromA + index < a.at ? a.bytes[fromA + index] : ZERO
    const y = fromB + index < b.at ? b.bytes[fromB + index] : ZERO
    if (x !== y) return false
  }
  return true
}

/** Moves behind a point and its digits; false where a point has none. */
function skipFraction(cell: RecordPosition): boolean {
  const { bytes, at, stop } = cell
  if (at >= stop || bytes[at] !== POINT) return true
  let end = at + 1
  while (end < stop && isDigit(bytes[end]!)) end++
  cell.at = end
  return end > at + 1
}

/** Nothing is left but what says UTC. */
function isUtc({ bytes, at, stop }: RecordPosition): boolean {
  const length = stop - at
  if (length === 0) return true
  if (length === 1) return bytes[at] === 90 || bytes[at] === 122
  if ((length !== 3 && length !== 6) || bytes[at] !== PLUS || twoDigits(bytes, at + 1) !== 0) return false
  return length === 3 || (bytes[at + 3] === COLON && twoDigits(bytes, at + 4) === 0)
}
