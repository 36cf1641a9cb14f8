import { amountOf, type CanonicalValue } from './canonical-value.ts'
import type { PlannedSide } from './comparison-plan.ts'
import { compareScaled, magnitude, type Scaled } from './exact-decimal.ts'
import { judgePair } from './judge-values.ts'
import type { Allowance } from './tolerance.ts'

/** A side's value of a field, null or not. */
export interface GroupedValue {
  readonly side: PlannedSide
  readonly value: CanonicalValue
}

/**
 * Whether more parts could still make the values agree: of every two that differ one is a sum or a count that falls
 * short of the other. What is too much, or has the other sign, no part that is awaited explains.
 */
export function awaitsParts(
  field: string,
  values: readonly GroupedValue[],
  allowance: Allowance | null,
): boolean {
  if (!values.some((one) => grows(one, field))) return false
  return values.every((a, index) =>
    values.slice(index + 1).every((b) => {
      if (judgePair(a.value, b.value, allowance).kind !== 'differ') return true
      return (grows(a, field) && fallsShort(a, b)) || (grows(b, field) && fallsShort(b, a))
    }),
  )
}

function grows({ side }: GroupedValue, field: string): boolean {
  const aggregate = side.grouping?.fields.find(({ name }) => name === field)?.aggregate
  return aggregate === 'sum' || aggregate === 'count'
}

function fallsShort(part: GroupedValue, whole: GroupedValue): boolean {
  const [some, all] = [amountOf(part.value), amountOf(whole.value)]
  if (!some || !all) return false
  return (sign(some) === 0 || sign(some) === sign(all)) && compareScaled(magnitude(some), magnitude(all)) < 0
}

function sign({ units }: Scaled): number {
  return units < 0n ? -1 : units > 0n ? 1 : 0
}
