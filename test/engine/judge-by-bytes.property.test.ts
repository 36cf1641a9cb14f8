import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LikelyCorrect } from '../../src/domain/reconciliation.ts'
import { canonicaliser } from '../../src/engine/canonical-value.ts'
import { explainPair } from '../../src/engine/explain-cause.ts'
import { judgePair } from '../../src/engine/judge-values.ts'
import { MismatchFindings } from '../../src/engine/mismatch-findings.ts'
import { allowanceOf } from '../../src/engine/tolerance.ts'
import { compareRows, type Rows } from './compare-rows.ts'
import { makeReconciliation } from './make-reconciliation.ts'
import { PROPERTY_RUNS } from './property-runs.ts'
import { asRows, randomCase } from './random-case.ts'

const ENDS = ['', '', '', '\u00e9', 'e\u0301', '\v', '\b', '\\', '\\N', '\r\n', '\t', '\u{1f600}', '0', '.0']

const likelyCorrect: fc.Arbitrary<Partial<LikelyCorrect>> = fc.constantFrom<Partial<LikelyCorrect>>(
  {},
  { default: { kind: 'order', sides: ['billing', 'crm'] } },
  { default: { kind: 'latest' } },
  { default: { kind: 'majority' } },
)

/** The rows with something at the end of some values, not always the same on each side. */
function withEnds(rows: Readonly<Record<string, Rows>>, seed: number): Record<string, Rows> {
  let at = seed
  const ended = (cell: string | null, column: string) => {
    if (cell === null || column.startsWith('k') || column === 'updated') return cell
    at = (at * 31 + 7) % 1009
    return at % 3 === 0 ? cell + ENDS[at % ENDS.length]! : cell
  }
  return Object.fromEntries(
    Object.entries(rows).map(([name, { columns, rows: records }]) => [
      name,
      { columns, rows: records.map((row) => row.map((cell, index) => ended(cell, columns[index]!))) },
    ]),
  )
}

describe('judging by bytes', { timeout: 1_800_000 }, () => {
  it('finds and counts what judging every field of every record does', async () => {
    const choices = fc.record({
      likelyCorrect,
      seed: fc.nat(1008),
      batchSize: fc.integer({ min: 1, max: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(randomCase, choices, async (given, { likelyCorrect, seed, batchSize }) => {
        const { wanted, rows } = asRows(given)
        const fields = Object.fromEntries(
          Object.entries(wanted.fields).map(([name, rules]) => [
            name,
            { ...rules, total: rules.type === 'decimal' || rules.type === 'integer' },
          ]),
        )
        const asked = { ...wanted, fields, likelyCorrect }
        const ended = withEnds(rows, seed)
        const quick = await compareRows(asked, ended, { batchSize })
        const thorough = await compareRows(asked, ended, { keepRecords: true })
        expect({ ...quick, records: [] }).toEqual({ ...thorough, records: [] })
      }),
      { numRuns: PROPERTY_RUNS },
    )
  })
})

describe('a mismatch of two values', () => {
  const VALUES = ['1', '1.5', '150', '-1', '2', 'NaN', '1.50', '1.46']
  const rules = [
    null,
    { kind: 'order', sides: ['crm'] },
    { kind: 'order', sides: ['ledger', 'billing', 'crm'] },
    { kind: 'majority' },
  ] as const

  it.each(rules)('is the same finding as one of any number of values, with likelyCorrect %j', (likely) => {
    const [field] = makeReconciliation({
      sides: { crm: {}, billing: {}, ledger: {} },
      fields: {
        amount: { type: 'decimal', severity: 'low', tolerance: { kind: 'absolute', amount: '0.1' } },
      },
    }).fields
    const names = ['crm', 'billing', 'ledger']
    const allowance = allowanceOf(field!)
    const findings = new MismatchFindings(
      { name: 'amount', type: 'decimal', rules: field!, allowance, likelyCorrect: likely },
      names,
    )
    const key = { id: '7' }
    let compared = 0
    for (const rawA of VALUES) {
      for (const rawB of VALUES) {
        for (const [a, b] of [
          [0, 1],
          [0, 2],
          [1, 2],
        ] as const) {
          const values = (
            [
              [a, rawA],
              [b, rawB],
            ] as const
          ).map(([side, raw]) => ({
            side: names[side]!,
            raw,
            value: canonicaliser(field!, 'decimal', { side: names[side]! })(raw),
            updatedAt: null,
          }))
          if (judgePair(values[0]!.value, values[1]!.value, allowance).kind !== 'differ') continue
          compared++
          const cause = explainPair('decimal', [values[0]!, values[1]!])
          expect(findings.ofTwo({ key, a, b, rawA, rawB, cause })).toEqual(findings.of(key, values))
        }
      }
    }
    expect(compared).toBeGreaterThan(50)
  })
})
