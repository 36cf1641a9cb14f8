import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Scope } from '../../src/domain/scope.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { listRuns } from '../../src/store/runs.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { told } from './told-findings.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
  payments: { type: files, path: payments.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id, dateColumn: day }
      billing: { source: billing, key: id, dateColumn: day }
    fields: { balance: decimal, plan: text }
    settle: 30s
  pairs:
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { balance: decimal, plan: text }
    match: { blocking: [balance], fields: { plan: {} } }
    settle: 30s
  invoices:
    sides:
      crm: { source: crm, key: id }
      payments: { source: payments, key: invoice, groupBy: { balance: sum } }
    fields: { balance: decimal }
    settle: 30s
`
const HEADER = 'id,balance,plan,day'
const CRM = ['1,10,pro,2026-11-01', '2,20,free,2026-11-02', '3,30,pro,2026-11-03']

let server: TrackerServer
let files: TrackedFiles
/** What happens during each wait, in order; none is expected beyond them. */
let meanwhile: (() => Promise<void>)[]
let waited: number[]

beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  files = await server.open(CONFIG)
  ;[meanwhile, waited] = [[], []]
  await write('crm', CRM)
  await write('billing', CRM)
})
afterEach(async () => await files.close())

const write = (side: 'crm' | 'billing', rows: readonly string[]) =>
  files.write(`${side}.csv`, [HEADER, ...rows])
const withRow = (row: string) => CRM.map((old) => (old.startsWith(row.slice(0, 2)) ? row : old))
const run = (scope: Scope = { kind: 'everything' }, name = 'customers') => {
  const wait = async (seconds: number) => {
    waited.push(seconds)
    await meanwhile.shift()?.()
  }
  return runReconciliation({ ...files.context, wait }, { name, scope, trigger: 'cli', requestedBy: 'ada' })
}
const open = async () => {
  const { discrepancies } = await listDiscrepancies(files.context, { limit: 100 })
  return discrepancies.map(({ finding }) => told([finding])[0]).sort()
}

test('what is gone at the second look is counted and not told, and what is still there is told', async () => {
  await write('billing', [...withRow('2,21,free,2026-11-02').slice(0, 2)])
  meanwhile = [() => write('billing', withRow('2,21,free,2026-11-02'))]
  const { comparison, changes, run: ended } = await run()
  expect(waited).toEqual([30])
  expect(changes).toEqual({ opened: 1, seenAgain: 0, reopened: 0, resolved: 0 })
  expect(comparison.summary.counts).toMatchObject({
    matched: 3,
    agreeing: 2,
    missing: 0,
    mismatch: 1,
    timing: 1,
  })
  expect(comparison.findings).toMatchObject([{ kind: 'mismatch', key: { id: '2' }, field: 'balance' }])
  expect(ended.summary!.counts.timing).toBe(1)
})

test('a run that finds nothing waits for nothing', async () => {
  expect((await run()).comparison.summary.counts).toMatchObject({ agreeing: 3, timing: 0 })
  expect(waited).toEqual([])
})

test('what is open and gone at the second look stays open, neither seen nor resolved; other fields of it resolve', async () => {
  await write('billing', withRow('2,21,pro,2026-11-02'))
  await run()
  expect(await open()).toEqual(['mismatch 2: crm=20,billing=21', 'mismatch 2: crm=free,billing=pro'])
  await write('billing', withRow('2,21,free,2026-11-02'))
  meanwhile = [() => write('billing', CRM)]
  const { changes } = await run()
  expect(changes).toEqual({ opened: 0, seenAgain: 0, reopened: 0, resolved: 1 })
  expect(await open()).toEqual(['mismatch 2: crm=20,billing=21'])
  expect((await run()).changes.resolved).toBe(1)
})

test('what still moves is looked at once more and then told, with what the last look saw', async () => {
  await write('billing', withRow('2,21,free,2026-11-02'))
  const next = (balance: number) => () => write('billing', withRow(`2,${balance},free,2026-11-02`))
  meanwhile = [next(22), next(23), next(24)]
  const { comparison } = await run()
  expect(waited).toEqual([30, 30])
  expect(comparison.findings).toMatchObject([{ values: { crm: '20', billing: '23' } }])
  // It is open now, so the next run tells of it at once.
  waited = []
  meanwhile = [next(25)]
  const again = await run()
  expect(waited).toEqual([30])
  expect(again.comparison.findings).toMatchObject([{ values: { billing: '25' } }])
  expect(again.changes).toEqual({ opened: 0, seenAgain: 1, reopened: 0, resolved: 0 })
})

test('a record that arrives with other values is no missing record', async () => {
  await write('billing', CRM.slice(0, 2))
  meanwhile = [() => write('billing', withRow('3,31,pro,2026-11-03'))]
  const { comparison } = await run()
  expect(told(comparison.findings)).toEqual(['mismatch 3: crm=30,billing=31'])
  expect(comparison.summary.counts).toMatchObject({ matched: 3, agreeing: 2, missing: 0, timing: 1 })
  expect(waited).toEqual([30, 30])
})

test('keys and days are looked at again by their keys', async () => {
  await write('billing', withRow('2,21,free,2026-11-02'))
  meanwhile = [() => write('billing', CRM)]
  const keys = await run({ kind: 'keys', keys: [{ id: '2' }] })
  expect(keys.comparison.records.map(({ findings }) => findings)).toEqual([[]])
  await write('billing', CRM.slice(0, 2))
  // It arrives dated on another day.
  meanwhile = [() => write('billing', withRow('3,30,pro,2026-11-09'))]
  const days = await run({ kind: 'dates', from: '2026-11-03', to: '2026-11-03' })
  expect(days.comparison.summary.counts).toMatchObject({ missing: 0, timing: 1 })
  expect(await open()).toEqual([])
})

test('both records of a pair are read again, and a group as a whole', async () => {
  await write('billing', [CRM[0]!, CRM[1]!, '9,30,pro,2026-11-03'])
  meanwhile = []
  expect(told((await run(undefined, 'pairs')).comparison.findings)).toEqual(['rekeyed crm=3,billing=9'])
  meanwhile = [() => write('billing', CRM)]
  expect((await run(undefined, 'pairs')).comparison.summary.counts).toMatchObject({
    matched: 3,
    agreeing: 3,
    rekeyed: 0,
    timing: 1,
  })
  const paid = ['invoice,balance', '1,4', '1,6', '2,20', '3,10']
  await files.write('payments.csv', paid)
  meanwhile = [() => files.write('payments.csv', [...paid, '3,20'])]
  expect((await run(undefined, 'invoices')).comparison.summary.counts).toMatchObject({
    agreeing: 3,
    timing: 1,
  })
})

test('a side that is being emptied during the wait fails the run', async () => {
  const rows = (value: number) => Array.from({ length: 20 }, (_, id) => `${id + 1},${value},pro,2026-11-01`)
  await write('crm', rows(1))
  await write('billing', rows(2))
  meanwhile = [() => write('billing', [])]
  await expect(run()).rejects.toThrow('billing: all of its 20 records that were looked at again are gone')
  expect(await open()).toEqual([])
})

test('a process that stops ends the wait, and nothing is concluded', async () => {
  await write('billing', withRow('2,21,free,2026-11-02'))
  const stop = new AbortController()
  const context = { ...files.context, signal: stop.signal }
  const request = {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'ada',
  } as const
  // Without a clock of its own it waits 30 s by the real one.
  const connect: typeof context.connect = async (source) => {
    const connector = await context.connect(source)
    return {
      ...connector,
      columns: (...about) => connector.columns(...about),
      read: (about) => connector.read(about),
      close: async () => {
        await connector.close()
        setImmediate(() => stop.abort())
      },
    }
  }
  await expect(runReconciliation({ ...context, connect }, request)).rejects.toMatchObject({
    code: 'run-stopped',
  })
  expect(await open()).toEqual([])
  expect((await listRuns(files.context.db, { limit: 1 }))[0]).toMatchObject({ state: 'failed' })
})
