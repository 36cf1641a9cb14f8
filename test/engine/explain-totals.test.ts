import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainTotals } from '../../src/engine/index.ts'
import { compareRows, type Rows } from './compare-rows.ts'
import type { Wanted } from './make-reconciliation.ts'

const amount = fc.constantFrom(
  null,
  '0',
  '10',
  '10.00',
  '10.01',
  '-5',
  '1e2',
  '0.1',
  '9007199254740993',
  'n/a',
)
const side = fc.array(fc.tuple(fc.constantFrom('1', '2', '3', '4', '5', '6'), amount), { maxLength: 9 })
const rowsOf = (pairs: readonly (readonly [string, string | null])[]): Rows => ({
  columns: ['id', 'amount'],
  rows: [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
})
const rules = (tolerance: string | null, total = true): Wanted => ({
  sides: { crm: {}, billing: {}, mailer: { optional: true } },
  fields: {
    amount: {
      type: 'decimal',
      total,
      tolerance: tolerance === null ? null : { kind: 'absolute', amount: tolerance },
    },
  },
})

describe('explainTotals()', () => {
  it('accounts for every difference by findings and by what the rules allow, whatever the records', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, side, fc.constantFrom(null, '0.01'), async (a, b, c, tolerance) => {
        const sides = { crm: rowsOf(a), billing: rowsOf(b), mailer: rowsOf(c) }
        const totals = explainTotals(await compareRows(rules(tolerance), sides))
        expect(totals).toHaveLength(2)
        for (const { unexplained } of totals) expect(unexplained).toMatch(/^0(\.0+)?$/)
      }),
      { numRuns: 500 },
    )
  })

  it('says nothing of sums that are not finite, nor of fields without totals', async () => {
    const sides = { crm: rowsOf([['1', 'NaN']]), billing: rowsOf([['1', '2']]), mailer: rowsOf([]) }
    const [first] = explainTotals(await compareRows(rules(null), sides))
    expect(first).toMatchObject({ difference: null, isExplained: false })
    expect(explainTotals(await compareRows(rules(null, false), sides))).toEqual([])
  })

  it('leaves what is not judged yet unexplained', async () => {
    const sides = { crm: rowsOf([['1', '3']]), billing: rowsOf([]), mailer: rowsOf([]) }
    const comparison = await compareRows(rules(null), sides, { deferIncomplete: true })
    expect(explainTotals(comparison)[0]).toMatchObject({
      difference: '-3',
      unexplained: '-3',
      isExplained: false,
    })
  })
})
