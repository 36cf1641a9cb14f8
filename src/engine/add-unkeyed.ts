import type { Comparison } from './comparison.ts'
import { joinComparisons } from './join-comparisons.ts'

/** A comparison of records by their keys as one of those without a usable key too, which were compared apart. */
export function addUnkeyed(keyed: Comparison, unkeyed: Comparison): Comparison {
  const joined = joinComparisons(keyed, unkeyed)
  const sides = Object.entries(joined.summary.sides).map(([name, side]) => {
    const rows = side.rows + unkeyed.summary.sides[name]!.rows
    return [name, { ...side, rows }] as const
  })
  const summary = { ...joined.summary, sides: Object.fromEntries(sides) }
  return { ...joined, summary, ...(keyed.unmatched ? { unmatched: keyed.unmatched } : {}) }
}
