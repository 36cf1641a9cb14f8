import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { shown } from '../golden/read-case.ts'
import { openGoldenFiles } from './open-golden-files.ts'

const golden = openGoldenFiles()

/** Cases of keys whose columns have no types, as a CSV's have none. */
const cases = golden.cases.filter(({ rules, sides }) => {
  const columns = Object.values(sides).flatMap((side) => side.columns)
  const rewrites = rules.keys || Object.values(rules.sides).some(({ via }) => via)
  return rewrites && columns.every((column) => !column.includes(':'))
})

describe('golden cases of keys, read from files and staged on disk', () => {
  it.each(cases)('$name', async (wanted) => {
    const { summary, findings } = await golden.compare(wanted, makeReconciliation(wanted.rules))
    expect(summary.counts).toEqual(wanted.expected.counts)
    expect(sorted(findings.map(shown))).toEqual(sorted(wanted.expected.findings as Finding[]))
    expect(await golden.leftovers()).toEqual([])
  })

  it('there are some', () => {
    expect(cases.length).toBeGreaterThanOrEqual(4)
  })
})

/** Records without a key come in the order of their source. */
function sorted(findings: readonly object[]): string[] {
  return findings.map((finding) => JSON.stringify(finding)).sort()
}
