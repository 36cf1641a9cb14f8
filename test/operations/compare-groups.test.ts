import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import { connectTo } from '../../src/connectors/connect-to.ts'
import type { Finding } from '../../src/domain/finding.ts'
import type { Scope } from '../../src/domain/scope.ts'
import type { Settings } from '../../src/domain/settings.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { silentLog } from '../support/tracked-files.ts'
import { writeSettled } from '../support/write-settled.ts'

const CONFIG = `
sources:
  shop: { type: postgres, url: "\${SHOP_URL}" }
  bank: { type: files, path: payments.csv }
reconciliations:
  from-file:
    sides:
      invoices: { source: shop, table: invoices, key: id, dateColumn: issued_on }
      payments: &file
        source: bank
        key: invoice_no
        groupBy: { amount: sum, payments: count, paid_on: max }
        parts: payment_id
        dateColumn: paid_on
    fields: &fields
      amount: { type: decimal, total: true }
      payments: integer
      paid_on: date
  from-table:
    sides:
      invoices: { source: shop, table: invoices, key: id, dateColumn: issued_on }
      payments: { <<: *file, source: shop, table: payments }
    fields: *fields
  both:
    sides:
      bank: *file
      ledger: { <<: *file, source: shop, table: payments }
    fields: *fields
`

const PAYMENTS = [
  ['1', '60.00', '2026-10-31', 'p1'],
  ['1', '40.00', '2026-11-02', 'p2'],
  ['2', '60.00', '2026-11-01', 'p3'],
  ['2', '40.01', '2026-11-01', 'p4'],
  ['10', '75.50', '2026-11-01', 'p5'],
  ['10', '-75.50', '2026-11-03', 'p6'],
  ['4', '5.00', '2026-12-24', 'p7'],
  ['7', '1.00', '2026-11-05', 'p8'],
]

let postgres: TestPostgres
let folder: string
let settings: Settings
beforeAll(async () => {
  postgres = await startPostgres()
  const rows = PAYMENTS.map(([invoice, ...rest]) => `(${invoice}, '${rest.join("', '")}')`)
  await postgres.query(`
    create table invoices (id int primary key, issued_on date, amount numeric(12,2), payments int, paid_on date);
    insert into invoices values
      (1, '2026-11-01', 100.00, 2, '2026-11-02'), (2, '2026-11-01', 100.00, 2, '2026-11-01'),
      (3, '2026-11-01', 9.99, 1, '2026-11-02'), (4, '2026-11-01', 5, 1, '2026-12-24'),
      (10, '2026-12-01', 0.00, 2, '2026-11-03');
    create table payments (invoice_no int, amount numeric(12,2), paid_on date, payment_id text);
    insert into payments values ${rows.join(', ')}`)
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-groups-'))
  const lines = ['invoice_no,amount,paid_on,payment_id', ...PAYMENTS.map((row) => row.join(','))]
  await writeSettled(join(folder, 'payments.csv'), `${lines.join('\n')}\n`)
  await writeFile(join(folder, 'counterfoil.yml'), CONFIG)
  settings = await loadSettings(join(folder, 'counterfoil.yml'), { SHOP_URL: postgres.url })
})
afterAll(async () => {
  await postgres.close()
  await rm(folder, { recursive: true })
})

async function compare(name: string, scope: Scope = { kind: 'everything' }) {
  const dataFolder = join(folder, randomUUID())
  const context = {
    settings,
    connect: connectTo({ settings, dataFolder, log: silentLog }),
    scratchFolder: join(dataFolder, 'scratch'),
    log: silentLog,
    now: () => new Date('2026-12-31T00:00:00Z'),
    newId: randomUUID,
    signal: new AbortController().signal,
  }
  const reconciliation = settings.reconciliations.find((one) => one.name === name)!
  return await compareReconciliation(context, { reconciliation, scope })
}

function sentence(finding: Finding): string {
  const parts = 'parts' in finding ? finding.parts?.payments : undefined
  const listed = parts ? ` of ${parts.shown.map(({ key, values }) => `${key} ${values.amount}`)}` : ''
  if (finding.kind === 'missing') return `${finding.key.id} missing from ${finding.missingFrom}${listed}`
  if (finding.kind === 'mismatch')
    return `${finding.key.id} ${finding.field} ${Object.values(finding.values)}${listed}`
  return `${finding.kind} ${finding.key.id}`
}

const OVERPAID = '2 amount 100.00,100.01 of p3 60.00,p4 40.01'
const UNPAID = '3 missing from payments'

test.each(['from-file', 'from-table'])('%s: many payments are compared with one invoice', async (name) => {
  const { findings, summary } = await compare(name)
  expect(findings.map(sentence)).toEqual([OVERPAID, UNPAID, '7 missing from invoices of p8 1.00'])
  expect(summary.sides).toEqual({
    invoices: { rows: 5, totals: { amount: '214.99' } },
    payments: { rows: 8, totals: { amount: '206.01' } },
  })
  expect(summary.counts).toMatchObject({ matched: 4, agreeing: 3 })
})

test.each(['from-file', 'from-table'])(
  '%s: a check of keys reads their groups and nothing else',
  async (name) => {
    const keys = ['10', '2', '3'].map((id) => ({ id }))
    const { findings, summary } = await compare(name, { kind: 'keys', keys })
    expect(findings.map(sentence)).toEqual([OVERPAID, UNPAID])
    expect(summary.sides.payments!.rows).toBe(4)
  },
)

test.each(['from-file', 'from-table'])('%s: a date range never cuts a group apart', async (name) => {
  const day = (from: string, to = from) => compare(name, { kind: 'dates', from, to })
  // Of invoice 1 only one payment, of invoice 10 not the invoice itself lies in the range.
  const { findings, summary, deferred } = await day('2026-11-01', '2026-11-03')
  expect(findings.map(sentence)).toEqual([OVERPAID, UNPAID])
  expect(summary.sides).toMatchObject({ invoices: { rows: 5 }, payments: { rows: 7 } })
  expect(summary.counts).toMatchObject({ matched: 4, agreeing: 3, missing: 1, mismatch: 1 })
  expect(deferred).toEqual([])
  expect((await day('2026-10-31')).findings).toEqual([])
  expect((await day('2026-11-05')).findings.map(sentence)).toEqual(['7 missing from invoices of p8 1.00'])
  expect((await day('2020-01-01')).summary.sides).toMatchObject({
    invoices: { rows: 0 },
    payments: { rows: 0 },
  })
})

test('two grouped sides are compared group by group', async () => {
  const { findings, summary } = await compare('both')
  expect(findings).toEqual([])
  expect(summary.counts).toMatchObject({ matched: 5, agreeing: 5 })
  expect(summary.sides).toMatchObject({ bank: { rows: 8 }, ledger: { rows: 8 } })
})
