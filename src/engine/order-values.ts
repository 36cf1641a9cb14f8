import type { FieldType } from '../domain/record.ts'
import type { CanonicalValue } from './canonical-value.ts'
import type { ExactDecimal } from './exact-decimal.ts'

type Value = Extract<CanonicalValue, { kind: 'value' }>

/** Negative, zero or positive, as `a` comes before, at or after `b`: numbers and times by value, all else by UTF-8 bytes. */
export function compareValues(type: FieldType, a: Value, b: Value): number {
  if (a.text === b.text) return 0
  if (type !== 'text' && type !== 'boolean' && type !== 'json') {
    const ranks = rank(a) - rank(b)
    if (ranks !== 0) return ranks
  }
  if (type === 'date') return Number(a.text.slice(4)) - Number(b.text.slice(4))
  const [one, other] = [a.amount, b.amount]
  if (one && other && 'digits' in one && 'digits' in other) return compareDecimals(one, other)
  if (one && other && 'seconds' in one && 'seconds' in other) {
    if (one.seconds !== other.seconds) return one.seconds - other.seconds
    // Digits of a fraction without zeros at the end are in the order of their text.
    return one.fraction < other.fraction ? -1 : one.fraction > other.fraction ? 1 : 0
  }
  return compareUtf8(a.text, b.text)
}

/** Two texts in the order of their UTF-8 bytes, which is not that of JavaScript's strings. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (one !== other) return codePointRank(one) - codePointRank(other)
  }
  return a.length - b.length
}

/** Halves of a pair stand for characters beyond all others. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}

/** As PostgreSQL has it: the beginning of time first, then everything, the end of time, and `NaN` last. */
function rank({ text }: Value): number {
  if (/^-infinity$/i.test(text)) return -1
  if (/^infinity$/i.test(text)) return 1
  return text === 'NaN' ? 2 : 0
}

/** By sign, place of the first digit, then digits: exact at any size, and nothing is expanded. */
function compareDecimals(a: ExactDecimal, b: ExactDecimal): number {
  const [signA, signB] = [sign(a), sign(b)]
  if (signA !== signB || signA === 0) return signA - signB
  const place = a.digits.length + a.exponent - (b.digits.length + b.exponent)
  if (place !== 0) return place * signA
  return (a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0) * signA
}

function sign({ digits, negative }: ExactDecimal): number {
  if (digits === '') return 0
  return negative ? -1 : 1
}
