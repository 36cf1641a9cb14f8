import type { Comparison } from './comparison.ts'
import { addScaled, parseDecimal, type Scaled, scaledText, toScaled } from './exact-decimal.ts'
import type { TotalPart } from './total-parts.ts'

/** Parts of a difference that findings account for. */
const FOUND = ['mismatch', 'missing', 'duplicate', 'invalid'] as const

/** How the totals of one field on two sides come to differ. All amounts are exact and those of `side` less `against`. */
export interface TotalExplanation {
  readonly field: string
  readonly side: string
  /** The first side that has the field. */
  readonly against: string
  /** Null where a total is no finite number: then nothing can be said. */
  readonly difference: string | null
  /** What the findings of each kind come to; kinds that come to nothing are left out. */
  readonly found: Readonly<Partial<Record<(typeof FOUND)[number], string>>>
  /** What the rules let differ: within tolerance, nulls that wait or do not matter, records that may be missing. */
  readonly allowed: string
  /** What records come to that only one of the sides dates within the range; only where there are some. */
  readonly outside?: string
  /** What no finding and no rule accounts for. */
  readonly unexplained: string
  /** The findings, and records dated outside the range, come to the difference, to the last digit. */
  readonly isExplained: boolean
}

/** For each field with control totals: by how much each side differs from the first, and whether the findings say why. */
export function explainTotals({
  summary,
  totalParts,
}: Pick<Comparison, 'summary' | 'totalParts'>): readonly TotalExplanation[] {
  const sides = Object.entries(summary.sides)
  const fields = [...new Set(sides.flatMap(([, { totals }]) => Object.keys(totals)))]
  return fields.flatMap((field) => {
    const having = sides.filter(([, { totals }]) => totals[field] !== undefined)
    const [first, ...others] = having.map(([name, { totals }]) => ({
      name,
      total: totals[field]!,
      parts: totalParts[name]?.[field],
    }))
    return others.map((other) => explainPair(field, other, first!))
  })
}

interface SideTotal {
  readonly name: string
  readonly total: string
  readonly parts: Readonly<Record<TotalPart, string>> | undefined
}

function explainPair(field: string, side: SideTotal, against: SideTotal): TotalExplanation {
  const names = { field, side: side.name, against: against.name }
  const [own, other] = [read(side.total), read(against.total)]
  if (!own || !other) {
    return { ...names, difference: null, found: {}, allowed: '0', unexplained: '0', isExplained: false }
  }
  const partOf = (part: TotalPart) =>
    subtract(read(side.parts?.[part]) ?? ZERO, read(against.parts?.[part]) ?? ZERO)
  const found = FOUND.map((part) => [part, partOf(part)] as const).filter(([, amount]) => amount.units !== 0n)
  const outside = partOf('outside')
  const explained = found.reduce((sum, [, amount]) => addScaled(sum, amount), outside)
  const difference = subtract(own, other)
  const allowed = partOf('allowed')
  const rest = subtract(difference, explained)
  const scale = Math.max(decimals(side.total), decimals(against.total))
  return {
    ...names,
    difference: scaledText(difference, scale),
    found: Object.fromEntries(found.map(([part, amount]) => [part, scaledText(amount, scale)])),
    allowed: scaledText(allowed, scale),
    ...(outside.units === 0n ? {} : { outside: scaledText(outside, scale) }),
    unexplained: scaledText(subtract(rest, allowed), scale),
    isExplained: rest.units === 0n,
  }
}

const ZERO: Scaled = { units: 0n, scale: 0 }

function read(text: string | undefined): Scaled | null {
  const decimal = text === undefined ? null : parseDecimal(text)
  return decimal && toScaled(decimal)
}

function subtract(a: Scaled, b: Scaled): Scaled {
  return addScaled(a, { units: -b.units, scale: b.scale })
}

function decimals(text: string): number {
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}
