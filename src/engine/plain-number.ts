import type { Cause } from '../domain/cause.ts'
import type { Scaled } from './exact-decimal.ts'
import type { RecordPosition } from './key-bytes.ts'
import type { Allowance } from './tolerance.ts'

/** Numbers of so many digits, and sums, differences and comparisons of two, stay below 2^53, where a `number` is exact. */
const MAX_DIGITS = 15
const POWERS = Array.from({ length: MAX_DIGITS + 1 }, (_, places) => 10 ** places)

/**
 * A short plain number, `units / 10^scale` exactly: digits with an optional minus and point, as nearly all are written.
 * Read from a cell's bytes and reused, so that the judge makes no string and no big integer of it.
 */
export class PlainNumber {
  units = 0
  /** Decimals as written. */
  scale = 0

  /** Reads the cell at hand, with at most so many points; false when it is something else. */
  read({ bytes, at, stop }: RecordPosition, points: number): boolean {
    const isNegative = bytes[at] === 45
    let units = 0
    let digits = 0
    let point = -1
    for (let index = isNegative ? at + 1 : at; index < stop; index++) {
      const code = bytes[index]!
      if (code >= 48 && code <= 57) {
        if (++digits > MAX_DIGITS) return false
        units = units * 10 + code - 48
      } else if (code === 46 && point < 0 && points > 0) point = index
      else return false
    }
    this.units = isNegative ? -units : units
    this.scale = point < 0 ? 0 : stop - point - 1
    return digits > 0
  }

  /** Writes it with more decimals; false when that takes more digits than are exact. */
  rescale(scale: number): boolean {
    if (scale === this.scale) return true
    const units = shifted(this.units, scale - this.scale)
    if (units === null) return false
    this.units = units
    this.scale = scale
    return true
  }
}

/** What two plain numbers are to each other. `cause` only where they differ. */
export type PlainAgreement =
  | { readonly kind: 'equal' }
  | { readonly kind: 'tolerated'; readonly apart: Scaled }
  | { readonly kind: 'differ'; readonly cause: Cause | null }

const SAME: PlainAgreement = { kind: 'equal' }
const DIFFERENT: PlainAgreement = { kind: 'differ', cause: null }
const ROUNDED: PlainAgreement = { kind: 'differ', cause: 'rounding' }
const CAUSED = {
  sign: { kind: 'differ', cause: 'sign' },
  x100: { kind: 'differ', cause: 'x100' },
  x1000: { kind: 'differ', cause: 'x1000' },
} as const

/** Compares two numbers that were read, and may rescale them; null when more digits are needed than are exact. */
export function comparePlain(
  a: PlainNumber,
  b: PlainNumber,
  limit: PlainNumber | null,
): PlainAgreement | null {
  const writtenA = a.scale
  const writtenB = b.scale
  const scale = Math.max(writtenA, writtenB, limit === null ? 0 : limit.scale)
  if (!a.rescale(scale) || !b.rescale(scale)) return null
  if (a.units === b.units) return SAME
  const apart = Math.abs(a.units - b.units)
  if (limit !== null) {
    const most = shifted(limit.units, scale - limit.scale)
    if (most === null) return null
    if (apart <= most) return { kind: 'tolerated', apart: { units: BigInt(apart), scale } }
  }
  const cause = explainUnits(a.units, b.units)
  if (cause !== null) return CAUSED[cause]
  // One is written with fewer decimals and lies within half of its last place of the other. Zero rounds nothing.
  if (writtenA === writtenB || a.units === 0 || b.units === 0) return DIFFERENT
  return apart <= 5 * POWERS[scale - Math.min(writtenA, writtenB) - 1]! ? ROUNDED : DIFFERENT
}

/** An absolute allowance as a plain number; null where there is none or it is none. */
export function plainLimit(allowance: Allowance | null): PlainNumber | null {
  if (allowance?.kind !== 'absolute' || allowance.limit.scale > MAX_DIGITS) return null
  const { units, scale } = allowance.limit
  if (units >= BigInt(POWERS[MAX_DIGITS]!)) return null
  const limit = new PlainNumber()
  limit.units = Number(units)
  limit.scale = scale
  return limit
}

function explainUnits(unitsA: number, unitsB: number): keyof typeof CAUSED | null {
  if (unitsA === 0 || unitsB === 0) return null
  if (unitsA === -unitsB) return 'sign'
  if (isShifted(unitsA, 2, unitsB) || isShifted(unitsB, 2, unitsA)) return 'x100'
  return isShifted(unitsA, 3, unitsB) || isShifted(unitsB, 3, unitsA) ? 'x1000' : null
}

/** Whether the one is the other times ten to the exponent. Not `shifted`, whose number or null is an object each time. */
function isShifted(unitsA: number, exponent: number, unitsB: number): boolean {
  return Math.abs(unitsA) < POWERS[MAX_DIGITS - exponent]! && unitsA * POWERS[exponent]! === unitsB
}

/** As much times ten to the exponent; null when it has more digits than are exact, so more than any that is read. */
function shifted(units: number, exponent: number): number | null {
  if (exponent > MAX_DIGITS) return null
  return Math.abs(units) < POWERS[MAX_DIGITS - exponent]! ? units * POWERS[exponent]! : null
}
