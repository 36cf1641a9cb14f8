import type { Comparison } from './comparison.ts'
import { addScaled, parseDecimal, type Scaled, scaledText, toScaled } from './exact-decimal.ts'
import { joinComparisons } from './join-comparisons.ts'
import type { SideTotalParts, TotalPart } from './total-parts.ts'

/**
 * A comparison with what it deferred, judged by a second one of those keys alone and in whole. Rows and totals stay those
 * of the first; what the second read beyond them is `outside`.
 */
export function completeComparison(first: Comparison, second: Comparison): Comparison {
  const totalParts = Object.fromEntries(
    Object.entries(first.totalParts).map(([side, fields]) => [
      side,
      Object.fromEntries(
        Object.entries(fields).map(([field, own]) => [
          field,
          hasFiniteSums(second, field) ? completeParts(own, partsOf(second, side, field)) : own,
        ]),
      ),
    ]),
  )
  return { ...joinComparisons(first, second), totalParts }
}

type Parts = SideTotalParts[string][string]

/** Where a sum of the second is no finite number nothing can be said, and what was deferred stays so. */
function hasFiniteSums({ summary }: Comparison, field: string): boolean {
  return Object.values(summary.sides).every(
    ({ totals }) => totals[field] === undefined || read(totals[field]) !== null,
  )
}

interface SecondParts {
  readonly parts: Parts
  /** All that the second read of this side. */
  readonly total: string
}

function partsOf({ totalParts, summary }: Comparison, side: string, field: string): SecondParts {
  return { parts: totalParts[side]![field]!, total: summary.sides[side]!.totals[field]! }
}

function completeParts(own: Parts, { parts, total }: SecondParts): Parts {
  const joined = Object.entries(own).map(([part, amount]) => [part, add(amount, parts[part as TotalPart])])
  const outside = less(own.deferred, total)
  return { ...(Object.fromEntries(joined) as Parts), deferred: '0', outside }
}

function add(a: string, b: string): string {
  return scaledText(addScaled(read(a)!, read(b)!))
}

function less(a: string, b: string): string {
  const { units, scale } = read(b)!
  return scaledText(addScaled(read(a)!, { units: -units, scale }))
}

function read(text: string): Scaled | null {
  const decimal = parseDecimal(text)
  return decimal && toScaled(decimal)
}
