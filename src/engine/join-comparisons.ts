import type { ComparisonCounts, FieldDrift } from '../domain/run.ts'
import type { Comparison } from './comparison.ts'
import { addScaled, largerOf, parseDecimal, type Scaled, scaledText, toScaled } from './exact-decimal.ts'
import { findPatterns } from './find-patterns.ts'

/**
 * Two comparisons of different keys as one. Rows and control totals stay those of the first: the second is a closer
 * look at what the first deferred.
 */
export function joinComparisons(first: Comparison, second: Comparison): Comparison {
  const drift = { ...first.summary.drift }
  for (const [field, other] of Object.entries(second.summary.drift)) {
    const own = drift[field]
    drift[field] = own ? joinDrift(own, other) : other
  }
  return {
    findings: [...first.findings, ...second.findings],
    records: [...first.records, ...second.records],
    deferred: second.deferred,
    // Hints are about one comparison's records, so the two together have none.
    patterns: findPatterns([...first.findings, ...second.findings]),
    totalParts: first.totalParts,
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
