import type { CanonicalValue } from './canonical-value.ts'
import { largerOf, type Scaled } from './exact-decimal.ts'
import { type Allowance, toleratedDistance } from './tolerance.ts'

/** What a set of values is by a field's rules, whatever their order. `apart` is the largest distance of any two. */
export type Agreement =
  | { readonly kind: 'equal' }
  | { readonly kind: 'tolerated'; readonly apart: Scaled }
  | { readonly kind: 'differ' }

const EQUAL: Agreement = { kind: 'equal' }
const DIFFER: Agreement = { kind: 'differ' }

/**
 * Compares the values of two or more sides. All of them agree when every two of them agree: with 10.00, 10.01 and
 * 10.02 and a tolerance of 0.01 the first and the last are too far apart, so the three differ.
 */
export function judgeValues(values: readonly CanonicalValue[], allowance: Allowance | null): Agreement {
  let apart: Scaled | null = null
  for (const [index, a] of values.entries()) {
    for (const b of values.slice(index + 1)) {
      const agreement = judgePair(a, b, allowance)
      if (agreement.kind === 'differ') return DIFFER
      if (agreement.kind === 'tolerated') apart = apart ? largerOf(apart, agreement.apart) : agreement.apart
    }
  }
  return apart ? { kind: 'tolerated', apart } : EQUAL
}

/** Compares two values. Null agrees with null only, and an invalid value with nothing. */
export function judgePair(a: CanonicalValue, b: CanonicalValue, allowance: Allowance | null): Agreement {
  if (a.kind === 'null' || b.kind === 'null') return a.kind === b.kind ? EQUAL : DIFFER
  if (a.kind === 'invalid' || b.kind === 'invalid') return DIFFER
  if (a.text === b.text) return EQUAL
  const apart = allowance && toleratedDistance(a, b, allowance)
  return apart ? { kind: 'tolerated', apart } : DIFFER
}
