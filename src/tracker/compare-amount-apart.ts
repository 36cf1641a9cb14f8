import type { RawValue } from '../domain/record.ts'

/** A number exactly as written: `units / 10^scale`. */
interface Amount {
  readonly units: bigint
  readonly scale: number
}

/**
 * Negative, zero or positive, as the largest distance between two of the values is below, at or above `amount`; null:
 * fewer than two of them are numbers. Nothing is rounded.
 */
export function compareAmountApart(values: readonly RawValue[], amount: string): number | null {
  const numbers = values.flatMap((value) => readAmount(value) ?? [])
  const limit = readAmount(amount)
  if (numbers.length < 2 || limit === null) return null
  const scale = Math.max(limit.scale, ...numbers.map((number) => number.scale))
  const units = numbers.map((number) => unitsAt(number, scale))
  const apart = units.reduce(larger) - units.reduce(smaller)
  const wanted = unitsAt(limit, scale)
  return apart < wanted ? -1 : apart > wanted ? 1 : 0
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i
/** Nobody calculates with more digits, or zeros, than that: `1e9999` would eat all memory. */
const MOST_DIGITS = 1_000

/** Null: it is no number, or none of a sensible size. */
function readAmount(value: RawValue): Amount | null {
  const match = value === null || value.length > MOST_DIGITS ? null : NUMBER.exec(value.trim())
  if (!match) return null
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = whole + fraction
  const scale = fraction.length - Number(exponent)
  if (digits === '' || Math.abs(scale) > MOST_DIGITS) return null
  const units = BigInt(`${digits}${'0'.repeat(Math.max(0, -scale))}`)
  return { units: sign === '-' ? -units : units, scale: Math.max(0, scale) }
}

function unitsAt({ units, scale }: Amount, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale)
}

const larger = (a: bigint, b: bigint) => (a > b ? a : b)
const smaller = (a: bigint, b: bigint) => (a < b ? a : b)
