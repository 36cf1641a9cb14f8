import type { Cause } from '../domain/cause.ts'
import type { Finding, MismatchFinding } from '../domain/finding.ts'
import type { FieldType, RawValue, SideValues } from '../domain/record.ts'
import type { PlannedField } from './comparison-plan.ts'

const SWAPPED: Cause = 'swapped-fields'

/**
 * One record's findings, where two fields of one type that stand exchanged on some sides have that as their cause: it
 * explains both at once. Two flags that are both wrong look just so, and a field with two such partners tells nothing.
 */
export function explainSwaps(
  findings: readonly Finding[],
  fields: readonly PlannedField[],
): readonly Finding[] {
  if (findings.length < 2 || !holdsValueTwice(findings)) return findings
  const mismatches = findings.flatMap((finding) =>
    finding.kind === 'mismatch' ? [withType(finding, fields)] : [],
  )
  const partners = new Map<Finding, MismatchFinding[]>()
  for (const [index, one] of mismatches.entries()) {
    for (let next = index + 1; next < mismatches.length; next++) {
      const other = mismatches[next]!
      if (one.type === 'boolean' || one.type !== other.type) continue
      // The value of the first side stands on another in the other field: so for nearly all this is the end.
      if (!other.raws.includes(one.raws[0]!) || !areSwapped(one, other)) continue
      partners.set(one.finding, [...(partners.get(one.finding) ?? []), other.finding])
      partners.set(other.finding, [...(partners.get(other.finding) ?? []), one.finding])
    }
  }
  if (partners.size === 0) return findings
  return findings.map((finding) => {
    const [partner, ...others] = partners.get(finding) ?? []
    const isPair = partner !== undefined && others.length === 0 && partners.get(partner)!.length === 1
    return isPair ? swapped(finding as MismatchFinding) : finding
  })
}

/** Whether the first side's value of some field stands in another one. For nearly all records it does not. */
function holdsValueTwice(findings: readonly Finding[]): boolean {
  const raws: (readonly RawValue[])[] = []
  for (const finding of findings) {
    if (finding.kind !== 'mismatch') continue
    const these = Object.values(finding.values)
    for (const before of raws) if (these.includes(before[0]!)) return true
    raws.push(these)
  }
  return false
}

interface TypedMismatch {
  readonly finding: MismatchFinding
  readonly type: FieldType | undefined
  readonly sides: readonly string[]
  readonly raws: readonly RawValue[]
}

function withType(finding: MismatchFinding, fields: readonly PlannedField[]): TypedMismatch {
  const type = fields.find(({ name }) => name === finding.field)?.type
  return { finding, type, sides: Object.keys(finding.values), raws: Object.values(finding.values) }
}

/** What was found for the one field alone goes, in whatever words. */
function swapped({ causeDetail: _, ...finding }: MismatchFinding): MismatchFinding {
  return { ...finding, cause: SWAPPED }
}

/** Each side has the two values one way or the other, and both ways occur. */
function areSwapped({ finding: { values: one }, sides }: TypedMismatch, second: TypedMismatch): boolean {
  const other = second.finding.values
  const [x, y] = [one[sides[0]!], other[sides[0]!]]
  if (x == null || y == null || x === y || sides.length !== second.sides.length) return false
  let isCrossed = false
  for (const side of sides) {
    if (holds(one, other, { side, x, y })) continue
    if (!holds(other, one, { side, x, y })) return false
    isCrossed = true
  }
  return isCrossed
}

function holds(
  one: SideValues,
  other: SideValues,
  { side, x, y }: { readonly side: string; readonly x: string; readonly y: string },
): boolean {
  return one[side] === x && other[side] === y
}
