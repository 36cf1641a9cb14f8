import { BYTE } from '../domain/byte.ts'
import type { KeyOrder, RawValue } from '../domain/record.ts'
import { decodeCell, decodeRecord } from '../domain/record-batch.ts'
import type { BrokenExpectation } from './broken-expectation.ts'
import { freshText } from './short-text.ts'

/** Where one record stands in a batch's memory. Its key is `bytes[start .. keyEnd)`. Reused, never kept. */
export interface RecordPosition {
  bytes: Buffer
  start: number
  end: number
  keyEnd: number
  /** The key where it is one integer of up to 15 digits and nothing else, which is exact; -1: other keys. */
  keyNumber: number
  /** `end` without the cell of `updatedAt`, so that records that differ in nothing else are seen to be identical. */
  comparedEnd: number
  /** Reading place and end of the cell that is being compared. */
  at: number
  stop: number
  /** What the record's values break of what is expected of its side. */
  broken: readonly BrokenExpectation[] | null
}

/** Every integer of so many digits is below 2^53. */
const EXACT_DIGITS = 15
const { TAB, BACKSLASH, LETTER_N, ZERO, NINE, MINUS, PLUS } = BYTE
const CONTROLS: Readonly<Record<number, number>> = { 116: 9, 110: 10, 114: 13, 98: 8, 102: 12, 118: 11 }

export function emptyPosition(): RecordPosition {
  return {
    bytes: Buffer.alloc(0),
    start: 0,
    end: 0,
    keyEnd: 0,
    keyNumber: -1,
    comparedEnd: 0,
    at: 0,
    stop: 0,
    broken: null,
  }
}

/** Sets where the key ends and returns -1, or returns the part that is no key: null, empty, or no integer where one is due. */
export function findKey(position: RecordPosition, orders: readonly KeyOrder[]): number {
  if (orders.length === 1 && orders[0] === 'integer' && findNumber(position)) return -1
  position.keyNumber = -1
  position.stop = position.start - 1
  let wrong = -1
  for (let part = 0; part < orders.length; part++) {
    nextCell(position)
    const usable = orders[part] === 'integer' ? isInteger(position) : isText(position)
    if (!usable && wrong < 0) wrong = part
  }
  position.keyEnd = position.stop
  return wrong
}

/** Nearly all keys are an integer of a few digits, which is found and read in one go; false: look closer. */
function findNumber(position: RecordPosition): boolean {
  const { bytes, start, end } = position
  let number = 0
  let at = start
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) break
    number = number * 10 + digit
  }
  if (at === start || at - start > EXACT_DIGITS || (at < end && bytes[at] !== TAB)) return false
  position.keyNumber = number
  position.keyEnd = at
  return true
}

/** Moves the reading place to the next cell. */
function nextCell(position: RecordPosition): void {
  const { bytes, end } = position
  const from = position.stop + 1
  let stop = from
  while (stop < end && bytes[stop] !== TAB) stop++
  position.at = from
  position.stop = stop
}

function isText({ bytes, at, stop }: RecordPosition): boolean {
  if (stop <= at) return false
  return !(stop === at + 2 && bytes[at] === BACKSLASH && bytes[at + 1] === LETTER_N)
}

function isInteger({ bytes, at, stop }: RecordPosition): boolean {
  let index = at
  if (bytes[index] === MINUS || bytes[index] === PLUS) index++
  if (index >= stop) return false
  for (; index < stop; index++) if (bytes[index]! < ZERO || bytes[index]! > NINE) return false
  return true
}

/** Whether two usable keys are the same number, or else written the same. Others may be the same too. */
export function isSurelySameKey(a: RecordPosition, b: RecordPosition): boolean {
  if (a.keyNumber >= 0 && b.keyNumber >= 0) return a.keyNumber === b.keyNumber
  const shift = b.start - a.start
  if (b.keyEnd - a.keyEnd !== shift) return false
  for (let index = a.start; index < a.keyEnd; index++) {
    if (a.bytes[index] !== b.bytes[index + shift]) return false
  }
  return true
}

/** Orders two usable keys part by part: integers by value at any length, everything else by decoded UTF-8 bytes. */
export function compareKeys(a: RecordPosition, b: RecordPosition, orders: readonly KeyOrder[]): number {
  if (a.keyNumber >= 0 && b.keyNumber >= 0) return a.keyNumber - b.keyNumber
  a.stop = a.start - 1
  b.stop = b.start - 1
  for (let part = 0; part < orders.length; part++) {
    nextCell(a)
    nextCell(b)
    const order = orders[part] === 'integer' ? compareIntegers(a, b) : compareTexts(a, b)
    if (order !== 0) return order
  }
  return 0
}

function compareTexts(a: RecordPosition, b: RecordPosition): number {
  let [i, j] = [a.at, b.at]
  while (i < a.stop && j < b.stop) {
    let x = a.bytes[i++]!
    let y = b.bytes[j++]!
    if (x === BACKSLASH) x = unescaped(a.bytes[i++]!)
    if (y === BACKSLASH) y = unescaped(b.bytes[j++]!)
    if (x !== y) return x - y
  }
  return (i < a.stop ? 1 : 0) - (j < b.stop ? 1 : 0)
}

function unescaped(code: number): number {
  return CONTROLS[code] ?? code
}

/** By sign, then by number of digits, then by digits: exact without making a number of them. */
function compareIntegers(a: RecordPosition, b: RecordPosition): number {
  const [signA, signB] = [skipToDigits(a), skipToDigits(b)]
  if (signA !== signB) return signA - signB
  const longer = a.stop - a.at - (b.stop - b.at)
  if (longer !== 0) return longer * signA
  for (let i = a.at, j = b.at; i < a.stop; i++, j++) {
    const difference = a.bytes[i]! - b.bytes[j]!
    if (difference !== 0) return difference * signA
  }
  return 0
}

/** Moves to the first digit that is not a leading zero; the sign, 0 for zero. */
function skipToDigits(position: RecordPosition): number {
  const { bytes } = position
  const negative = bytes[position.at] === MINUS
  if (negative || bytes[position.at] === PLUS) position.at++
  while (position.at < position.stop && bytes[position.at] === ZERO) position.at++
  if (position.at === position.stop) return 0
  return negative ? -1 : 1
}

/** The key's raw parts as the source wrote them. */
export function rawKeyParts({ bytes, start, keyEnd }: RecordPosition): RawValue[] {
  return decodeRecord(bytes.toString('utf8', start, keyEnd))
}

/** The parts of a usable key as one text a key: `007` and `+7` are `7`. */
export function canonicalKeyParts(position: RecordPosition, orders: readonly KeyOrder[]): string[] {
  return rawKeyParts(position).map((raw, part) => canonicalPart(raw, orders[part]!))
}

/** The one part of a usable key that has no more. */
export function canonicalOnlyPart({ bytes, start, keyEnd }: RecordPosition, order: KeyOrder): string {
  const raw = freshText(bytes, start, keyEnd) ?? decodeCell(bytes.toString('utf8', start, keyEnd))
  return canonicalPart(raw, order)
}

function canonicalPart(raw: RawValue, order: KeyOrder): string {
  const text = raw ?? ''
  // Almost every integer begins with a digit other than zero and is written as it should be.
  return order === 'integer' && text.charCodeAt(0) <= ZERO ? canonicalInteger(text) : text
}

export function isIntegerText(text: string): boolean {
  return /^[+-]?[0-9]+$/.test(text)
}

/** One text for an integer's value, however it is written. */
export function canonicalInteger(text: string): string {
  return text.replace(/^([+-]?)0*(?=\d)/, '$1').replace(/^\+|^-(?=0$)/, '')
}
