import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import { connectTo } from '../../src/connectors/connect-to.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { json, openTestApi } from '../connectors/http/open-test-api.ts'
import { silentLog } from '../support/tracked-files.ts'
import { writeSettled } from '../support/write-settled.ts'

const CONFIG = `
sources:
  shop: { type: files, path: invoices.csv }
  bank:
    type: http
    url: "\${BANK_URL}/payments"
    id: id
    next: { page: page, size: n, pageSize: 2, total: total }
    records: data
reconciliations:
  payments:
    sides:
      invoices: { source: shop, key: id }
      payments:
        source: bank
        key: invoice.no
        groupBy: { amount: sum, payments: count, note: same }
        parts: id
    fields:
      amount: decimal
      payments: integer
      note: text
`

/** The payments of one invoice are on two pages, and only the last has a note. */
const PAYMENTS = [
  { id: 'p1', invoice: { no: 1 }, amount: '60.00' },
  { id: 'p2', invoice: { no: 2 }, amount: '5.00' },
  { id: 'p3', invoice: { no: 1 }, amount: '40.00' },
  { id: 'p4', invoice: { no: 3 }, amount: '7.00', note: 'late' },
]

test('a grouped side of an API has all its parts, counted fields and members that the first page lacks', async () => {
  const api = await openTestApi(({ url }) => {
    const from = (Number(url.searchParams.get('page')) - 1) * 2
    return json({ data: PAYMENTS.slice(from, from + 2), total: 4 })
  })
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-compare-http-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'counterfoil.yml'), CONFIG)
  await writeSettled(join(folder, 'invoices.csv'), 'id,amount,payments,note\n1,100,2,\n2,5,1,\n3,8,1,late\n')
  const settings = await loadSettings(join(folder, 'counterfoil.yml'), { BANK_URL: api.origin })
  const { findings, summary } = await compareReconciliation(
    {
      connect: connectTo({ settings, dataFolder: folder, log: silentLog }),
      scratchFolder: join(folder, 'scratch'),
      log: silentLog,
      now: () => new Date('2026-11-21T12:00:00Z'),
      newId: randomUUID,
      signal: new AbortController().signal,
    },
    { reconciliation: settings.reconciliations[0]!, scope: { kind: 'everything' } },
  )
  expect(summary.counts).toMatchObject({
    matched: 3,
    agreeing: 2,
    missing: 0,
    mismatch: 1,
    duplicate: 0,
    invalid: 0,
  })
  expect(findings).toMatchObject([
    { kind: 'mismatch', key: { id: '3' }, field: 'amount', values: { invoices: '8', payments: '7.00' } },
  ])
})
