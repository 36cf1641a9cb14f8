import type { Finding } from '../domain/finding.ts'
import type { SideValues } from '../domain/record.ts'

/**
 * Whether two findings of one discrepancy show the same: the same values, sides, count. What our rules say about them
 * (severity, likely correct, cause) is no evidence.
 */
export function sameEvidence(a: Finding, b: Finding): boolean {
  if (a.kind === 'missing' && b.kind === 'missing')
    return sameNames(a.presentOn, b.presentOn) && sameNames(a.missingFrom, b.missingFrom)
  if (a.kind === 'mismatch' && b.kind === 'mismatch') return sameValues(a.values, b.values)
  if (a.kind === 'duplicate' && b.kind === 'duplicate') return a.side === b.side && a.count === b.count
  if (a.kind === 'invalid' && b.kind === 'invalid') return a.side === b.side && a.raw === b.raw
  if (a.kind === 'rekeyed' && b.kind === 'rekeyed')
    return (
      a.differing.length === b.differing.length &&
      a.differing.every(({ field, values }, index) => {
        const other = b.differing[index]!
        return field === other.field && sameValues(values, other.values)
      })
    )
  if (a.kind === 'schema' && b.kind === 'schema')
    return a.problem === b.problem && a.column === b.column && sameValues(a.types, b.types)
  return false
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name))
}

function sameValues(a: SideValues, b: SideValues): boolean {
  const sides = Object.keys(a)
  return (
    sides.length === Object.keys(b).length &&
    sides.every((side) => Object.hasOwn(b, side) && a[side] === b[side])
  )
}
