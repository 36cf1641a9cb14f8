import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CounterfoilError } from '../../src/domain/errors.ts'
import { explainTotals } from '../../src/engine/index.ts'
import { compareRows } from '../engine/compare-rows.ts'
import { type GoldenCase, listCases, readCase, shown } from './read-case.ts'

const ROOT = new URL('.', import.meta.url).pathname
/** What a new case records. */
const ALWAYS = ['counts', 'findings']

describe('golden cases', () => {
  for (const name of listCases(ROOT)) {
    const golden = readCase(ROOT, name)
    // What `match` makes of them, test/operations/golden-pairs.test.ts says: the engine alone finds no candidates.
    if (golden.rules.match) continue
    it(`${name}: ${golden.why}`, async () => {
      const seen = await observe(golden, Number.POSITIVE_INFINITY)
      if (process.env.GOLDEN_RECORD === '1') record(golden, seen)
      expect(pick(seen, golden.expected)).toEqual(golden.expected)
      expect(await observe(golden, 1)).toEqual(seen)
    })
  }

  it('there are at least twenty, each with a sentence and with findings or a count', () => {
    const cases = listCases(ROOT).map((name) => readCase(ROOT, name))
    expect(cases.length).toBeGreaterThanOrEqual(20)
    for (const { why, expected } of cases) {
      expect(why.length).toBeGreaterThan(20)
      expect(Object.keys(expected).length).toBeGreaterThan(0)
    }
  })
})

/** Everything a case can speak of. A refused comparison has only its sentence. */
async function observe(
  { rules, sides, mappings }: GoldenCase,
  batchSize: number,
): Promise<Record<string, unknown>> {
  try {
    const comparison = await compareRows(rules, sides, { batchSize, mappings })
    return {
      ...comparison.summary,
      findings: comparison.findings.map(shown),
      patterns: comparison.patterns,
      totals: explainTotals(comparison),
    }
  } catch (error) {
    if (!(error instanceof CounterfoilError)) throw error
    return { error: { code: error.code, message: error.message } }
  }
}

function pick(seen: Record<string, unknown>, wanted: GoldenCase['expected']): Record<string, unknown> {
  return Object.fromEntries(Object.keys(wanted).map((name) => [name, seen[name]]))
}

function record({ folder, expected }: GoldenCase, seen: Record<string, unknown>): void {
  const names =
    Object.keys(expected).length > 0 ? Object.keys(expected) : 'error' in seen ? ['error'] : ALWAYS
  const kept = Object.fromEntries(names.map((name) => [name, seen[name]]))
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(kept, null, 2)}\n`)
}
