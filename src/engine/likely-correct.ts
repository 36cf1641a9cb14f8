import type { LikelyCorrectRule } from '../domain/reconciliation.ts'
import type { RawValue } from '../domain/record.ts'
import { amountOf, type CanonicalValue } from './canonical-value.ts'
import { compareScaled } from './exact-decimal.ts'
import { judgePair } from './judge-values.ts'
import type { Allowance } from './tolerance.ts'

/** One side's value of a field that differs, with what is known about its record. */
export interface SideValue {
  readonly side: string
  readonly raw: RawValue
  readonly value: CanonicalValue
  /** Raw `updatedAt` of the record and its instant; null where the side does not tell or it does not parse. */
  readonly updatedAt: { readonly raw: string; readonly instant: CanonicalValue } | null
}

/** The side our rules trust, and why in words. */
export interface LikelyCorrectSide {
  readonly side: string
  readonly reason: string
}

export interface DifferingField {
  readonly field: string
  readonly values: readonly SideValue[]
  readonly allowance: Allowance | null
}

/** Which side is likely correct, or null where the rule cannot say. Does not depend on the order of the sides. */
export function likelyCorrect(
  differing: DifferingField,
  rule: LikelyCorrectRule | null,
): LikelyCorrectSide | null {
  if (rule === null) return null
  if (rule.kind === 'order') return firstInOrder(differing, rule.sides)
  const valid = differing.values
    .filter((candidate) => candidate.value.kind !== 'invalid')
    .sort((a, b) => (a.side < b.side ? -1 : 1))
  return rule.kind === 'latest'
    ? latest({ ...differing, values: valid })
    : majority({ ...differing, values: valid })
}

function firstInOrder(differing: DifferingField, order: readonly string[]): LikelyCorrectSide | null {
  const side = order.find((name) =>
    differing.values.some((candidate) => candidate.side === name && candidate.value.kind === 'value'),
  )
  if (side === undefined) return null
  const passed = order.slice(0, order.indexOf(side))
  const after = passed.length === 0 ? '' : `, as ${passed.join(' and ')} has no value`
  return { side, reason: `${side} is trusted for ${differing.field}${after}` }
}

/** The newest of the sides that tell when they were updated, at least two; none when the newest ones differ. */
function latest(differing: DifferingField): LikelyCorrectSide | null {
  const dated = differing.values.filter((candidate) => candidate.updatedAt !== null)
  if (dated.length < 2) return null
  let newest: SideValue[] = []
  for (const candidate of dated) {
    const order = newest[0] ? compareUpdatedAt(candidate, newest[0]) : 1
    if (order > 0) newest = [candidate]
    else if (order === 0) newest.push(candidate)
  }
  const [first, ...others] = newest
  if (!first || others.some((other) => !agree(first, other, differing.allowance))) return null
  return { side: first.side, reason: `${first.side} was updated last, at ${first.updatedAt?.raw}` }
}

function compareUpdatedAt(a: SideValue, b: SideValue): number {
  return compareScaled(amountOf(a.updatedAt!.instant)!, amountOf(b.updatedAt!.instant)!)
}

/** The largest group of sides that agree with each other; none when two groups are as large. */
function majority(differing: DifferingField): LikelyCorrectSide | null {
  const { values, allowance } = differing
  const groups = values.map((one) => values.filter((other) => one === other || agree(one, other, allowance)))
  const size = Math.max(...groups.map((group) => group.length))
  const largest = groups.filter((group) => group.length === size)
  const [group] = largest
  if (!group || size < 2) return null
  // With tolerance a side can agree with two that differ: then the group has no common value.
  const sides = new Set(largest.flat().map((candidate) => candidate.side))
  if (sides.size !== size) return null
  const names = group.map((candidate) => candidate.side)
  return { side: names[0]!, reason: `${size} of ${values.length} sides agree: ${names.join(', ')}` }
}

function agree(a: SideValue, b: SideValue, allowance: Allowance | null): boolean {
  return judgePair(a.value, b.value, allowance).kind !== 'differ'
}
