import { expect, test } from 'vitest'
import { batchOf, encodeRecord, type RecordBatch } from '../../src/domain/record-batch.ts'
import { compareSides, explainTotals, planComparison } from '../../src/engine/index.ts'
import { columnsOf, compareRows, type Rows } from './compare-rows.ts'
import { makeReconciliation, type Wanted } from './make-reconciliation.ts'

const WANTED: Wanted = {
  sides: {
    invoices: {},
    payments: { groupBy: { aggregates: { amount: 'sum', payments: 'count' }, partsColumn: 'pid' } },
  },
  fields: { amount: { type: 'decimal', total: true }, payments: { type: 'integer', total: true } },
}
const NOW = new Date('2026-11-01T12:00:00Z')

const invoices = (...rows: string[][]): Rows => ({ columns: ['id', 'amount', 'payments'], rows })
const payments = (...rows: (string | null)[][]): Rows => ({ columns: ['id', 'amount', 'pid'], rows })

test.each([
  [['1', '-1', '2', '-3'], '-1'],
  [['0.1', '0.2', '0.30'], '0.60'],
  [['1e2', '.5', '-0'], '100.5'],
  [['99999999999999999999999999999999999999.9', '0.1'], '100000000000000000000000000000000000000.0'],
  [['NaN', '1'], 'NaN'],
  [['Infinity', '1', null], 'Infinity'],
  [['-Infinity', 'Infinity'], 'NaN'],
  [[null, null], null],
])('the sum of %j is %s', async (amounts, expected) => {
  const paid = payments(...amounts.map((amount) => ['1', amount, 'p']))
  const { findings } = await compareRows(WANTED, {
    invoices: invoices(['1', '7', String(amounts.length)]),
    payments: paid,
  })
  expect(findings).toMatchObject([{ field: 'amount', values: { payments: expected } }])
})

test('a number that is too large to be added up is invalid, never left out', async () => {
  const paid = payments(['1', '1', 'a'], ['1', '1e99999', 'b'])
  const { findings } = await compareRows(WANTED, { invoices: invoices(['1', '1', '2']), payments: paid })
  expect(findings).toMatchObject([{ kind: 'invalid', side: 'payments', field: 'amount', raw: '1e99999' }])
})

test('an integer sum refuses decimals, and takes those that are zero', async () => {
  const wanted: Wanted = { ...WANTED, fields: { ...WANTED.fields, amount: { type: 'integer' } } }
  const paid = payments(['1', '1.00', 'a'], ['1', '2', 'b'], ['2', '1.5', 'c'])
  const { findings } = await compareRows(wanted, {
    invoices: invoices(['1', '3', '2'], ['2', '1', '1']),
    payments: paid,
  })
  expect(findings).toMatchObject([{ kind: 'invalid', key: { id: '2' }, raw: '1.5' }])
})

test('totals of a grouped side are of the records as read, those without a key too', async () => {
  const paid = payments(['1', '1.50', 'a'], ['1', 'n/a', 'b'], ['2', '2.5', 'c'], [null, '4', 'd'])
  const { summary } = await compareRows(WANTED, { invoices: invoices(['1', '1.5', '2']), payments: paid })
  expect(summary.sides.payments).toEqual({ rows: 4, totals: { amount: '8.00', payments: '4' } })
})

test('the findings explain the totals of groups to the cent, wrong ones and those without a key too', async () => {
  const paid = payments(
    ['1', '1.50', 'a'],
    ['1', 'n/a', 'b'],
    ['1', '2', 'c'],
    ['2', '2.5', 'd'],
    ['3', '7', 'e'],
    [null, '4', 'f'],
    [null, 'x', 'g'],
  )
  const comparison = await compareRows(WANTED, {
    invoices: invoices(['1', '3.5', '3'], ['2', '2.51', '2'], ['4', '9', '1']),
    payments: paid,
  })
  expect(explainTotals(comparison)).toMatchObject([
    { field: 'amount', difference: '1.99', unexplained: '0.00', isExplained: true },
    { field: 'payments', difference: '1', unexplained: '0', isExplained: true },
  ])
})

test('the latest updatedAt of a group decides who was updated last', async () => {
  const wanted: Wanted = {
    sides: {
      invoices: { updatedAt: 'at' },
      payments: { updatedAt: 'at', groupBy: { aggregates: { amount: 'sum' }, partsColumn: null } },
    },
    fields: { amount: { type: 'decimal' } },
    likelyCorrect: { default: { kind: 'latest' } },
  }
  const columns = ['id', 'amount', 'at']
  const { findings } = await compareRows(wanted, {
    invoices: {
      columns,
      rows: [
        ['1', '3', '2026-10-02 00:00:00Z'],
        ['2', '3', '2026-10-02 00:00:00Z'],
      ],
    },
    payments: {
      columns,
      rows: [
        ['1', '1', '2026-10-02 00:30:00+01:00'],
        ['1', '1', '2026-10-02 00:30:00Z'],
        ['1', '0', null],
        ['2', '1', '2026-10-03 00:00:00Z'],
        ['2', '1', 'yesterday'],
      ],
    },
  })
  expect(findings).toMatchObject([{ likelyCorrect: 'payments' }, { likelyCorrect: null }])
})

test('checked records hold what the groups come to', async () => {
  const { records } = await compareRows(
    WANTED,
    { invoices: invoices(['1', '3', '2']), payments: payments(['1', '1.50', 'a'], ['1', '1.50', 'b']) },
    { keepRecords: true },
  )
  expect(records[0]!.fields).toMatchObject([
    { name: 'amount', values: { invoices: '3', payments: '3.00' }, verdict: 'normalised' },
    { name: 'payments', values: { invoices: '2', payments: '2' }, verdict: 'equal' },
  ])
})

test('a side that is not in key order is refused, not grouped wrongly', async () => {
  const paid = payments(['1', '1', 'a'], ['2', '1', 'b'], ['1', '1', 'c'])
  await expect(
    compareRows(WANTED, { invoices: invoices(['1', '2', '2']), payments: paid }),
  ).rejects.toMatchObject({
    code: 'source-disordered',
  })
})

test('an error of the source in the middle of a group ends the comparison', async () => {
  const { plan } = planned()
  async function* broken(): AsyncGenerator<RecordBatch> {
    yield batchOf([encodeRecord(['1', '1', 'a'])])
    throw new Error('connection lost')
  }
  const streams = { invoices: [batchOf([encodeRecord(['1', '1', '1'])])], payments: broken() }
  await expect(
    compareSides(plan, { ...streams, invoices: from(streams.invoices) }, { now: NOW }),
  ).rejects.toThrow('connection lost')
})

test('a group of a million records is summed exactly in little memory', async () => {
  const { plan } = planned()
  const perBatch = 10_000
  const batch = batchOf(
    Array.from({ length: perBatch }, (_, index) => encodeRecord(['1', '0.01', String(index)])),
  )
  let most = 0
  async function* many(): AsyncGenerator<RecordBatch> {
    for (let count = 0; count < 100; count++) {
      most = Math.max(most, process.memoryUsage().heapUsed)
      yield batch
    }
  }
  const before = process.memoryUsage().heapUsed
  const invoice = from([batchOf([encodeRecord(['1', '10000.01', '1000000'])])])
  const { findings, summary } = await compareSides(
    plan,
    { invoices: invoice, payments: many() },
    { now: NOW },
  )
  expect(findings).toMatchObject([{ field: 'amount', values: { payments: '10000.00' } }])
  expect(findings[0]).toMatchObject({ parts: { payments: { total: 1_000_000 } } })
  expect(summary.sides.payments).toEqual({
    rows: 1_000_000,
    totals: { amount: '10000.00', payments: '1000000' },
  })
  expect((most - before) / 2 ** 20).toBeLessThan(150)
})

function planned() {
  const sides = { invoices: invoices(), payments: payments() }
  const columns = Object.fromEntries(Object.entries(sides).map(([name, side]) => [name, columnsOf(side)]))
  return { plan: planComparison(makeReconciliation(WANTED), columns) }
}

async function* from(batches: readonly RecordBatch[]): AsyncGenerator<RecordBatch> {
  yield* batches
}
