import type { Finding } from '../domain/finding.ts'
import { traitsOf, writeTraits } from '../domain/finding-traits.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { findPatterns } from '../engine/index.ts'
import type { Seen } from './recheck-pairs.ts'

/**
 * Whether a finding is one of so many of its run that they are a pattern. Null: the run looked at some records only, and
 * others may be like it. Always false where no rule asks.
 */
export function recognisePatterns(
  { routes = [] }: Pick<Reconciliation, 'routes'>,
  { comparison: { part }, findings, keys, scope }: Seen,
): (finding: Finding) => boolean | null {
  if (routes.every(({ when }) => when.pattern === undefined)) return () => false
  const patterns = new Set(findPatterns(findings).map(writeTraits))
  // A run of changes looks at all that is open as well.
  const sawAll = part === undefined && (keys === null || scope?.kind === 'changed')
  return (finding) => patterns.has(writeTraits(traitsOf(finding))) || (sawAll ? false : null)
}
