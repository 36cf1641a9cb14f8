import { expect, test } from 'vitest'
import { joinComparisons } from '../../src/engine/index.ts'
import { compareRows, type RowsOptions } from './compare-rows.ts'

const WANTED = {
  sides: { crm: {}, billing: {} },
  fields: { balance: { tolerance: { kind: 'absolute', amount: '0.1' } } },
} as const
const compare = (crm: string[][], billing: string[][], options: RowsOptions = {}) =>
  compareRows(
    WANTED,
    {
      crm: { columns: ['id:integer', 'balance'], rows: crm },
      billing: { columns: ['id:integer', 'balance'], rows: billing },
    },
    options,
  )

// In range: 1 drifts, 2 stands on crm only, 3 agrees. Out of range billing has 2 as well, 0.05 apart.
const inRange = () =>
  compare(
    [
      ['1', '10.00'],
      ['2', '20.00'],
      ['3', '30'],
    ],
    [
      ['1', '10.02'],
      ['3', '30'],
    ],
    { deferIncomplete: true },
  )
const byKey = () => compare([['2', '20.00']], [['2', '20.05']])

test('a record that one side lacks is not judged but named when incomplete ones are deferred', async () => {
  const comparison = await inRange()
  expect(comparison.deferred).toEqual([{ id: '2' }])
  expect(comparison.findings).toEqual([])
  expect(comparison.summary.counts).toMatchObject({ matched: 2, agreeing: 2, missing: 0, drift: 1 })
})

test('two comparisons of different keys join to what one comparison of all keys says', async () => {
  const joined = joinComparisons(await inRange(), await byKey())
  const whole = await compare(
    [
      ['1', '10.00'],
      ['2', '20.00'],
      ['3', '30'],
    ],
    [
      ['1', '10.02'],
      ['2', '20.05'],
      ['3', '30'],
    ],
  )
  expect(joined.summary.counts).toEqual(whole.summary.counts)
  expect(joined.summary.agreement).toEqual(whole.summary.agreement)
  expect(joined.summary.drift).toEqual({ balance: { count: 2, max: '0.05', sum: '0.07' } })
  expect(joined.deferred).toEqual([])
})

test('what only one of two comparisons says of the schema is counted once, whichever it is', async () => {
  const crm = { columns: ['id', 'balance'], rows: [] }
  const billing = { columns: ['id'], rows: [] }
  const gone = await compareRows({ ...WANTED, known: { billing: { balance: 'balance' } } }, { crm, billing })
  for (const joined of [joinComparisons(gone, await byKey()), joinComparisons(await byKey(), gone)]) {
    expect(joined.summary.counts.schema).toBe(1)
    expect(joined.findings).toMatchObject([{ kind: 'schema', field: 'balance' }])
  }
  expect(joinComparisons(await byKey(), await byKey()).summary.counts).not.toHaveProperty('schema')
})
