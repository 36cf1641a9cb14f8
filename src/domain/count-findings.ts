import type { ComparisonCounts } from './run.ts'

/** How many findings a comparison had, of all kinds. */
export function countFindings(counts: ComparisonCounts): number {
  const { missing, mismatch, duplicate, invalid, schema = 0, rekeyed = 0 } = counts
  return missing + mismatch + duplicate + invalid + schema + rekeyed
}
