import { type Finding, findingField } from '../domain/finding.ts'
import type { RouteCondition } from '../domain/route.ts'
import { compareAmountApart } from './compare-amount-apart.ts'
import { sidesConcerned } from './sides-concerned.ts'

/** What a run knows of a finding besides. */
export interface FindingFacts {
  readonly isPattern: boolean
}

/** The first thing that a rule asks for and the finding does not have; null: the rule holds. */
export function failingCondition(
  when: RouteCondition,
  finding: Finding,
  facts: FindingFacts,
): keyof RouteCondition | null {
  const { kinds, fields, severities, causes, sides, amount, pattern } = when
  if (kinds && !kinds.includes(finding.kind)) return 'kinds'
  if (fields && !fields.includes(findingField(finding) ?? '')) return 'fields'
  if (severities && !severities.includes(finding.severity)) return 'severities'
  if (causes && !causes.includes(causeOf(finding) ?? '')) return 'causes'
  if (sides && !sidesConcerned(finding).some((side) => sides.includes(side))) return 'sides'
  if (amount && !isSoFarApart(finding, amount)) return 'amount'
  if (pattern !== undefined && pattern !== facts.isPattern) return 'pattern'
  return null
}

export function causeOf(finding: Finding): string | null {
  return finding.kind === 'mismatch' ? finding.cause : null
}

function isSoFarApart(finding: Finding, { than, amount }: NonNullable<RouteCondition['amount']>): boolean {
  const order = finding.kind === 'mismatch' ? compareAmountApart(Object.values(finding.values), amount) : null
  return order !== null && (than === 'more' ? order > 0 : order < 0)
}
