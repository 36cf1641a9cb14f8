import { BYTE } from '../../domain/byte.ts'
import type { KeyOrder } from '../../domain/record.ts'

const { TAB, NEWLINE, PLUS, MINUS, ZERO, NINE, BACKSLASH, LETTER_N } = BYTE
const ESCAPED: Readonly<Record<number, number>> = { 116: 9, 110: 10, 114: 13, 92: 92 }

/** Comes after all else: no text in UTF-8 has this byte. */
const LAST = 255
const [BELOW_ZERO, AT_ZERO, ABOVE_ZERO] = [0, 1, 2]
/** What a cell of so many bytes takes at most: each may be a NUL, twice; and the marks around them. */
const GROWTH = 4
const MARK_BYTES = 16

/**
 * Keys of rows of COPY text as bytes that sort as `ReadRequest.keyOrder` says, those of equal integers by their texts
 * after all parts. No key is the beginning of another.
 */
export class SortKeys {
  count = 0
  /** Key `i` is `bytes[ends[i-1] .. ends[i])`, from 0 for the first. */
  bytes = new Uint8Array(1024)
  ends = new Uint32Array(64)
  /** Whether no key came before one that it follows. */
  isInOrder = true
  #orders: readonly KeyOrder[]
  #length = 0
  /** Where each part of the key at hand begins, and after all of them the last ends. */
  #starts: number[] = []

  constructor(orders: readonly KeyOrder[]) {
    this.#orders = orders
  }

  /** Adds the key of the row at `start`, whose leading cells are the key. Returns where it ends. */
  add(row: Uint8Array, start: number): number {
    const end = this.#findParts(row, start)
    this.#reserve(end - start)
    for (let part = 0; part < this.#orders.length; part++) {
      const from = this.#starts[part]!
      const to = this.#starts[part + 1]! - 1
      if (this.#orders[part] === 'integer') this.#writeInteger(row, from, to)
      else this.#writeText(row, from, to)
    }
    this.#writeTies(row)
    this.ends[this.count++] = this.#length
    if (this.isInOrder && this.count > 1) this.isInOrder = this.compare(this.count - 2, this.count - 1) <= 0
    return end
  }

  /** Bytes of all keys. */
  get size(): number {
    return this.#length
  }

  startOf(index: number): number {
    return index === 0 ? 0 : this.ends[index - 1]!
  }

  /** Orders two keys, of which so many first bytes are known to be the same. */
  compare(a: number, b: number, known = 0): number {
    const { bytes } = this
    const [endA, endB] = [this.ends[a]!, this.ends[b]!]
    let [i, j] = [this.startOf(a) + known, this.startOf(b) + known]
    while (i < endA && j < endB && bytes[i] === bytes[j]) {
      i++
      j++
    }
    return i >= endA || j >= endB ? endA - i - (endB - j) : bytes[i]! - bytes[j]!
  }

  /** Forgets all keys but the last, which the next must not come before. */
  keepLast(): void {
    if (this.count === 0) return
    const start = this.startOf(this.count - 1)
    this.bytes.copyWithin(0, start, this.#length)
    this.#length -= start
    this.ends[0] = this.#length
    this.count = 1
  }

  #findParts(row: Uint8Array, start: number): number {
    let at = start
    this.#starts[0] = start
    for (let part = 1; part <= this.#orders.length; part++) {
      while (row[at] !== TAB && row[at] !== NEWLINE) at++
      this.#starts[part] = ++at
    }
    return at - 1
  }

  #writeText(row: Uint8Array, from: number, to: number): void {
    const { bytes } = this
    let length = this.#length
    if (isNull(row, from, to)) {
      bytes[length++] = LAST
    } else {
      for (let at = from; at < to; at++) {
        const byte = row[at] === BACKSLASH ? ESCAPED[row[++at]!]! : row[at]!
        bytes[length++] = byte
        if (byte === 0) bytes[length++] = LAST
      }
      bytes[length++] = 0
      bytes[length++] = 0
    }
    this.#length = length
  }

  /** Sign, number of digits, digits; below zero the other way round. What is no integer comes last. */
  #writeInteger(row: Uint8Array, from: number, to: number): void {
    const { bytes } = this
    let length = this.#length
    if (!isInteger(row, from, to)) {
      bytes[length++] = LAST
    } else {
      const digits = firstDigit(row, from, to)
      const turned = row[from] === MINUS ? 255 : 0
      const count = to - digits
      if (count === 0) bytes[length++] = AT_ZERO
      else {
        bytes[length++] = turned ? BELOW_ZERO : ABOVE_ZERO
        for (const size of count < 255 ? [count] : [255, count >>> 24, count >>> 16, count >>> 8, count])
          bytes[length++] = (size & 255) ^ turned
        for (let at = digits; at < to; at++) bytes[length++] = row[at]! ^ turned
      }
    }
    this.#length = length
  }

  /** An integer as it is written by most comes after all other ways of writing it, so its text need not be kept. */
  #writeTies(row: Uint8Array): void {
    for (let part = 0; part < this.#orders.length; part++) {
      if (this.#orders[part] !== 'integer') continue
      const from = this.#starts[part]!
      const to = this.#starts[part + 1]! - 1
      const first = row[from] === MINUS ? from + 1 : from
      const isUsual = row[first]! > ZERO && isInteger(row, from, to)
      if (isUsual) this.bytes[this.#length++] = LAST
      else this.#writeText(row, from, to)
    }
  }

  #reserve(keyBytes: number): void {
    if (this.count === this.ends.length) {
      const ends = new Uint32Array(this.count * 2)
      ends.set(this.ends)
      this.ends = ends
    }
    const needed = this.#length + keyBytes * GROWTH + this.#orders.length * MARK_BYTES
    if (needed <= this.bytes.length) return
    const bytes = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    bytes.set(this.bytes.subarray(0, this.#length))
    this.bytes = bytes
  }
}

function isNull(row: Uint8Array, from: number, to: number): boolean {
  return to === from + 2 && row[from] === BACKSLASH && row[from + 1] === LETTER_N
}

function isInteger(row: Uint8Array, from: number, to: number): boolean {
  let at = row[from] === MINUS || row[from] === PLUS ? from + 1 : from
  if (at === to) return false
  for (; at < to; at++) if (row[at]! < ZERO || row[at]! > NINE) return false
  return true
}

/** The first digit of an integer that is no leading zero; its end where it is zero. */
function firstDigit(row: Uint8Array, from: number, to: number): number {
  let at = row[from] === MINUS || row[from] === PLUS ? from + 1 : from
  while (at < to && row[at] === ZERO) at++
  return at
}
