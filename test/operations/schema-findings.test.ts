import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Scope } from '../../src/domain/scope.ts'
import { renderSubject } from '../../src/operations/render-subject.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listDiscrepancies } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { listRuns } from '../../src/store/runs.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { told } from './told-findings.ts'

let server: TrackerServer
let files: TrackedFiles

beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())

const CRM = ['id,balance,plan,created', '1,10.00,pro,2026-11-01', '2,20.00,pro,2026-11-02']
const BILLING = ['id,balance,plan,created', '1,10.00,free,2026-11-01', '2,25.00,pro,2026-11-02']
/** As `BILLING`, with the plan of 1 put right and no balance. */
const DROPPED = ['id,plan,created', '1,pro,2026-11-01', '2,pro,2026-11-02']

beforeEach(async () => {
  files = await server.open()
  await files.write('crm.csv', CRM)
  await files.write('billing.csv', BILLING)
})
afterEach(async () => await files.close())

const run = (scope: Scope = { kind: 'everything' }) =>
  runReconciliation(files.context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'ada' })

/** `#1 mismatch balance new 1x` */
async function all(): Promise<string[]> {
  const found = await listDiscrepancies(files.context.db, { limit: 100 })
  return found
    .sort((a, b) => a.number - b.number)
    .map(
      ({ number, finding, status, timesSeen }) =>
        `#${number} ${finding.kind} ${'field' in finding ? finding.field : ''} ${status} ${timesSeen}x`,
    )
}

const SCHEMA = 'schema balance: missing-column on billing'

test('a column that vanishes is one discrepancy, leaves those of its field alone, and resolves when it returns', async () => {
  await run()
  const numberOf = (await all()).findIndex((line) => line.includes('balance')) + 1
  expect(await all()).toHaveLength(2)
  await files.write('billing.csv', DROPPED)
  const dropped = await run()
  expect(told(dropped.comparison.findings)).toEqual([SCHEMA])
  expect(dropped.changes).toEqual({ opened: 1, seenAgain: 0, reopened: 0, resolved: 1 })
  expect(dropped.comparison.summary.counts).toMatchObject({ matched: 2, agreeing: 2, schema: 1 })
  const balance = `#${numberOf} mismatch balance new 1x`
  const plan = `#${3 - numberOf} mismatch plan resolved 1x`
  expect(await all()).toEqual([balance, plan, '#3 schema balance new 1x'].sort())
  // What nobody compared is still known on the run after that.
  expect((await run()).changes).toEqual({ opened: 0, seenAgain: 1, reopened: 0, resolved: 0 })
  await files.write('billing.csv', [BILLING[0]!, '1,10.00,pro,2026-11-01', BILLING[2]!])
  const restored = await run()
  expect(restored.changes).toEqual({ opened: 0, seenAgain: 1, reopened: 0, resolved: 1 })
  expect(await all()).toEqual(
    [`#${numberOf} mismatch balance new 2x`, plan, '#3 schema balance resolved 2x'].sort(),
  )
  const kinds = (await listEvents(files.context.db, 3)).map(({ kind }) => kind)
  expect(kinds).toEqual(['opened', 'resolved'])
  await files.write('billing.csv', DROPPED)
  expect((await run()).changes).toMatchObject({ opened: 0, reopened: 1 })
})

test('a column that no run ever compared is refused as misspelt, and the tracker stays as it was', async () => {
  await files.write('billing.csv', DROPPED)
  await expect(run()).rejects.toThrow('reconciliations.customers.sides.billing.columns.balance')
  expect(await all()).toEqual([])
  const [last] = await listRuns(files.context.db, { reconciliation: 'customers', limit: 1 })
  expect(last).toMatchObject({ state: 'failed' })
})

test('a key, and a date column that is asked for, fail the run when they vanish', async () => {
  await run()
  const before = await all()
  await files.write('billing.csv', ['number,balance,plan,created', '1,10.00,free,2026-11-01'])
  await expect(run()).rejects.toThrow('sides.billing.key: "billing" has no column "id"')
  await files.write('billing.csv', ['id,balance,plan', '1,10.00,free'])
  await expect(run()).rejects.toThrow('sides.billing.dateColumn: "billing" has no column "created"')
  expect(await all()).toEqual(before)
})

test.each<[string, Scope]>([
  ['one key', { kind: 'keys', keys: [{ id: '2' }] }],
  ['a range of dates', { kind: 'dates', from: '2026-11-02', to: '2026-11-02' }],
])('a run over %s opens and resolves it too, and counts it once', async (_what, scope) => {
  await run()
  await files.write('billing.csv', [...DROPPED, '3,pro,2026-11-02'])
  const dropped = await run(scope)
  expect(told(dropped.comparison.findings)).toContain(SCHEMA)
  expect(dropped.comparison.summary.counts.schema).toBe(1)
  expect((await all()).filter((line) => line.includes('schema'))).toEqual(['#3 schema balance new 1x'])
  await files.write('billing.csv', BILLING)
  await run(scope)
  const left = (await all()).filter((line) => !line.includes('missing'))
  expect(left[2]).toBe('#3 schema balance resolved 1x')
  expect(left.filter((line) => line.includes('mismatch balance new'))).toHaveLength(1)
})

test('a column that is called expected to be gone stays silent, and its card says what to do', async () => {
  await run()
  await files.write('billing.csv', ['id,balances,plan,created', '1,10.00,free,2026-11-01'])
  await run()
  const { discrepancies } = await run({ kind: 'keys', keys: [{ id: '1' }] })
  const { number } = discrepancies.find(({ finding }) => finding.kind === 'schema')!
  const card = await renderSubject(files.context, { kind: 'discrepancy', number })
  expect(card!.text).toBe(
    `#${number} new, high: balance is not compared: its column is gone from billing. Customers`,
  )
  const blocks = JSON.stringify(card!.blocks)
  expect(blocks).toContain('has no column ')
  expect(blocks).toContain('"balances"')
  expect(blocks).toContain('sides.billing.columns.balance')
  const actor = { kind: 'person', id: 'ada', surface: 'cli' } as const
  await triageDiscrepancy(files.context, { number, action: 'resolve', actor, reason: 'expected' })
  expect((await run()).changes).toMatchObject({ reopened: 0 })
  expect((await all()).find((line) => line.includes('schema'))).toMatch(/resolved/)
})
