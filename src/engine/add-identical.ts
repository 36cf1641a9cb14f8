import type { SideSummary } from '../domain/run.ts'
import type { Comparison } from './comparison.ts'
import { DecimalSum } from './decimal-sum.ts'
import { parseDecimal } from './exact-decimal.ts'

/** Records that are known to be the same as read on all sides, once on each, without having been read. */
export interface IdenticalRecords {
  readonly count: number
  /** Exact sums of the fields with control totals, the same on every side. */
  readonly totals: Readonly<Record<string, string>>
}

/** A comparison of the other records as one of all. `comparedFields`: how many each record has. */
export function addIdentical(
  comparison: Comparison,
  identical: IdenticalRecords,
  comparedFields: number,
): Comparison {
  const { summary } = comparison
  const { count } = identical
  const sides = Object.entries(summary.sides).map(([name, side]) => [name, addTo(side, identical)] as const)
  const { counts, agreement } = summary
  return {
    ...comparison,
    summary: {
      ...summary,
      sides: Object.fromEntries(sides),
      counts: { ...counts, matched: counts.matched + count, agreeing: counts.agreeing + count },
      agreement: { ...agreement, asRead: agreement.asRead + count * comparedFields },
    },
  }
}

function addTo({ rows, totals }: SideSummary, identical: IdenticalRecords): SideSummary {
  const sums = Object.entries(totals).map(([field, total]) => [
    field,
    sumOf([total, identical.totals[field] ?? '0']),
  ])
  return { rows: rows + identical.count, totals: Object.fromEntries(sums) }
}

/** The exact sum of decimal texts, `NaN` where one is no finite number. */
export function sumOf(texts: readonly string[]): string {
  const sum = new DecimalSum()
  for (const text of texts) sum.add(parseDecimal(text))
  return sum.text()
}
