import type { ComparisonCounts, FieldDrift } from '../domain/run.ts'
import type { Comparison } from './comparison.ts'
import { addScaled, largerOf, parseDecimal, type Scaled, scaledText, toScaled } from './exact-decimal.ts'
import { findPatterns } from './find-patterns.ts'

/**
 * Two comparisons of different keys as one. Rows and control totals stay those of the first. Hints are found again where
 * the second completes the first, or the other way round.
 */
export function joinComparisons(first: Comparison, second: Comparison): Comparison {
  const drift = { ...first.summary.drift }
  for (const [field, other] of Object.entries(second.summary.drift)) {
    const own = drift[field]
    drift[field] = own ? joinDrift(own, other) : other
  }
  const findings = [...first.findings, ...second.findings]
  // Those of one part alone would say nothing of the other's records.
  const hintProfiles = first.hintProfiles === second.hintProfiles ? first.hintProfiles : null
  const patterns = findPatterns(findings)
  return {
    findings,
    records: [...first.records, ...second.records],
    deferred: second.deferred,
    patterns: hintProfiles ? hintProfiles.explain(patterns) : patterns,
    totalParts: first.totalParts,
    hintProfiles,
    summary: {
      sides: first.summary.sides,
      counts: addCounts(first.summary.counts, second.summary.counts),
      drift,
      agreement: addCounts(first.summary.agreement, second.summary.agreement),
    },
  }
}

function addCounts<Counts extends ComparisonCounts | Comparison['summary']['agreement']>(
  a: Counts,
  b: Counts,
): Counts {
  const sums: Record<string, number> = { ...a }
  for (const [name, count] of Object.entries(b)) sums[name] = (sums[name] ?? 0) + count
  return sums as Counts
}

function joinDrift(a: FieldDrift, b: FieldDrift): FieldDrift {
  return {
    count: a.count + b.count,
    max: scaledText(largerOf(scaled(a.max), scaled(b.max))),
    sum: scaledText(addScaled(scaled(a.sum), scaled(b.sum))),
  }
}

function scaled(text: string): Scaled {
  return toScaled(parseDecimal(text)!)!
}
