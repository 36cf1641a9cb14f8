import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import { connectTo } from '../../src/connectors/connect-to.ts'
import type { Settings } from '../../src/domain/settings.ts'
import { explainTotals } from '../../src/engine/index.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { silentLog } from '../support/tracked-files.ts'
import { writeSettled } from '../support/write-settled.ts'

const CONFIG = `
sources:
  shop: { type: files, path: invoices.csv }
  bank: { type: files, path: payments.csv }
reconciliations:
  plain:
    sides:
      shop: &shop { source: shop, key: id, dateColumn: day }
      bank: &bank { source: bank, key: id, dateColumn: day }
    fields: &fields
      amount: { type: decimal, total: true }
      currency: text
  grouped:
    sides:
      shop: *shop
      bank: { <<: *bank, groupBy: { amount: sum, currency: same } }
    fields: *fields
`

let folder: string
let settings: Settings
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-dates-'))
  // Every tenth of 300 is in yen, and a hundred times too large at the bank; every third is dated later there.
  const ids = Array.from({ length: 300 }, (_, id) => id)
  const currency = (id: number) => (id % 10 === 0 ? 'JPY' : 'EUR')
  const shop = ids.map((id) => `${id},1.00,${currency(id)},2026-11-01`)
  const bank = ids.map(
    (id) => `${id},${id % 10 === 0 ? '100' : '1'}.00,${currency(id)},2026-11-0${id % 3 === 0 ? 2 : 1}`,
  )
  const write = (file: string, rows: readonly string[]) =>
    writeSettled(join(folder, file), `${['id,amount,currency,day', ...rows].join('\n')}\n`)
  await write('invoices.csv', shop)
  await write('payments.csv', bank)
  await writeFile(join(folder, 'counterfoil.yml'), CONFIG)
  settings = await loadSettings(join(folder, 'counterfoil.yml'), {})
})
afterAll(async () => await rm(folder, { recursive: true }))

async function compare(name: string) {
  const context = {
    connect: connectTo({ settings, dataFolder: folder, log: silentLog }),
    scratchFolder: join(folder, 'scratch'),
    log: silentLog,
    now: () => new Date('2026-12-31T00:00:00Z'),
    newId: () => 'run-1',
    signal: new AbortController().signal,
  }
  const reconciliation = settings.reconciliations.find((one) => one.name === name)!
  const scope = { kind: 'dates', from: '2026-11-01', to: '2026-11-01' } as const
  return await compareReconciliation(context, { reconciliation, scope, findHints: true })
}

const HINTS = [{ field: 'currency', value: 'JPY', covered: 30, others: 0 }]

test('a date range has the hints of the records within it and of those dated outside on one side', async () => {
  const { patterns } = await compare('plain')
  expect(patterns).toMatchObject([{ field: 'amount', cause: 'x100', count: 30, hints: HINTS }])
})

test('a date range explains its totals by what differs and by what one side dates outside', async () => {
  const comparison = await compare('plain')
  expect(comparison.summary.sides).toMatchObject({
    shop: { rows: 300, totals: { amount: '300.00' } },
    // 200 are dated within; 20 of those are in yen.
    bank: { rows: 200, totals: { amount: '2180.00' } },
  })
  expect(explainTotals(comparison)).toMatchObject([
    // 30 in yen are 99 too large; outside lie 100, of which 10 in yen.
    {
      difference: '1880.00',
      found: { mismatch: '2970.00' },
      outside: '-1090.00',
      unexplained: '0.00',
      isExplained: true,
    },
  ])
})

test('a date range of groups has hints too, and totals of whole groups', async () => {
  const comparison = await compare('grouped')
  expect(comparison.patterns).toMatchObject([{ field: 'amount', cause: 'x100', count: 30, hints: HINTS }])
  const [total] = explainTotals(comparison)
  expect(total).toMatchObject({ difference: '2970.00', unexplained: '0.00', isExplained: true })
  expect(total).not.toHaveProperty('outside')
})
