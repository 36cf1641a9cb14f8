import type { Field } from '../domain/reconciliation.ts'
import { amountOf, type CanonicalValue } from './canonical-value.ts'
import {
  compareScaled,
  distance,
  largerOf,
  magnitude,
  multiply,
  parseDecimal,
  type Scaled,
  toScaled,
} from './exact-decimal.ts'

/** How far two values may be apart: an exact amount (lag: seconds), or percent of the larger magnitude. */
export type Allowance = { readonly kind: 'absolute' | 'percent'; readonly limit: Scaled }

const PERCENT_PLACES = 2

/** A field's tolerance or lag ready to calculate with, or null when it has none or it is zero. */
export function allowanceOf(rules: Field): Allowance | null {
  if (rules.lagSeconds > 0) return { kind: 'absolute', limit: amountFrom(String(rules.lagSeconds))! }
  if (!rules.tolerance) return null
  const { kind } = rules.tolerance
  const limit = amountFrom(
    rules.tolerance.kind === 'absolute' ? rules.tolerance.amount : rules.tolerance.percent,
  )
  return limit && limit.units > 0n ? { kind, limit } : null
}

/** An exact amount of a rule; null when it is no number of a sensible size. */
export function amountFrom(text: string): Scaled | null {
  const decimal = parseDecimal(text)
  return decimal && toScaled(decimal)
}

/** How far two values are apart and how far they may be; null where there is no distance. */
export interface Measured {
  readonly apart: Scaled
  readonly limit: Scaled
}

export function measure(a: CanonicalValue, b: CanonicalValue, allowance: Allowance): Measured | null {
  const [left, right] = [amountOf(a), amountOf(b)]
  if (!left || !right) return null
  const apart = distance(left, right)
  if (allowance.kind === 'absolute') return { apart, limit: allowance.limit }
  const { units, scale } = multiply(largerOf(magnitude(left), magnitude(right)), allowance.limit)
  return { apart, limit: { units, scale: scale + PERCENT_PLACES } }
}

/** The distance of two values when it is within the allowance (exactly at it is within), else null. */
export function toleratedDistance(a: CanonicalValue, b: CanonicalValue, allowance: Allowance): Scaled | null {
  const measured = measure(a, b, allowance)
  return measured && compareScaled(measured.apart, measured.limit) <= 0 ? measured.apart : null
}
