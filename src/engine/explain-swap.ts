import type { Finding, MismatchFinding } from '../domain/finding.ts'
import type { FieldType, SideValues } from '../domain/record.ts'
import type { Cause } from './explain-cause.ts'

const SWAPPED: Cause = 'swapped-fields'

/**
 * One record's findings, where two fields of one type that stand exchanged on some sides have that as their cause: it
 * explains both at once. Two flags that are both wrong look just so, and a field with two such partners tells nothing.
 */
export function explainSwaps(
  findings: readonly Finding[],
  typeOf: (field: string) => FieldType | undefined,
): readonly Finding[] {
  const mismatches = findings.filter((finding) => finding.kind === 'mismatch')
  if (mismatches.length < 2) return findings
  const partners = new Map(
    mismatches.map((one) => [
      one,
      mismatches.filter((other) => {
        const type = typeOf(one.field)
        return one !== other && type !== 'boolean' && type === typeOf(other.field) && areSwapped(one, other)
      }),
    ]),
  )
  return findings.map((finding) => {
    const [partner, ...others] = (finding.kind === 'mismatch' && partners.get(finding)) || []
    const isPair = partner !== undefined && others.length === 0 && partners.get(partner)!.length === 1
    return isPair ? swapped(finding as MismatchFinding) : finding
  })
}

/** What was found for the one field alone goes, in whatever words. */
function swapped({ causeDetail: _, ...finding }: MismatchFinding): MismatchFinding {
  return { ...finding, cause: SWAPPED }
}

/** Each side has the two values one way or the other, and both ways occur. */
function areSwapped({ values: one }: MismatchFinding, { values: other }: MismatchFinding): boolean {
  const sides = Object.keys(one)
  const [x, y] = [one[sides[0]!], other[sides[0]!]]
  if (x == null || y == null || x === y || sides.length !== Object.keys(other).length) return false
  const straight = (side: string) => holds(one, other, { side, x, y })
  const crossed = (side: string) => holds(other, one, { side, x, y })
  return sides.every((side) => straight(side) || crossed(side)) && sides.some(crossed)
}

function holds(
  one: SideValues,
  other: SideValues,
  { side, x, y }: { readonly side: string; readonly x: string; readonly y: string },
): boolean {
  return one[side] === x && other[side] === y
}
