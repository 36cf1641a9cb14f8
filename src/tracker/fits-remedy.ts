import type { Discrepancy } from '../domain/discrepancy.ts'
import { type Finding, findingField } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Remedy } from '../domain/remedy.ts'

/** The remedies that fit a discrepancy as it now is, in config order. What is resolved needs none. */
export function fittingRemedies(
  { status, finding }: Pick<Discrepancy, 'status' | 'finding'>,
  { remedies = [] }: Pick<Reconciliation, 'remedies'>,
): readonly Remedy[] {
  if (status === 'resolved') return []
  return remedies.filter(({ when }) => fits(finding, when))
}

/** Kinds that are about one record of one key. */
const KINDS: readonly Finding['kind'][] = ['mismatch', 'missing', 'invalid']

function fits(finding: Finding, { kinds = KINDS, fields, likelyCorrect, causes }: Remedy['when']): boolean {
  const { likelyCorrect: trusted = null, cause = null } = finding.kind === 'mismatch' ? finding : {}
  return (
    KINDS.includes(finding.kind) &&
    kinds.includes(finding.kind) &&
    isOneOf(findingField(finding), fields) &&
    isOneOf(trusted, likelyCorrect) &&
    isOneOf(cause, causes)
  )
}

function isOneOf(word: string | null, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || (word !== null && wanted.includes(word))
}
