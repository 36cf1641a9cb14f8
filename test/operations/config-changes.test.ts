import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import { connectTo } from '../../src/connectors/connect-to.ts'
import type { Context } from '../../src/operations/context.ts'
import { describeStatus } from '../../src/operations/describe-status.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listEvents } from '../../src/store/events.ts'
import { saveMessage } from '../../src/store/messages.ts'
import { listPending } from '../../src/store/outbox.ts'
import { silentLog, type TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { ADA } from './open-lifecycle.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields:
      balance: decimal
      plan: text
    notify: { channel: "#ops" }
  orders:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { plan: text }
    notify: { channel: "#ops" }
`

let server: TrackerServer
let files: TrackedFiles
let context: Context

beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  files = await server.open(CONFIG)
  context = files.context
  // #1 the balance of 1, #2 the plan of 2, #3 the record 3.
  await files.write('crm.csv', ['id,balance,plan,number', '1,10.00,pro,901', '2,5,pro,902', '3,1,free,903'])
  await files.write('billing.csv', ['id,balance,plan,number', '1,10.40,pro,901', '2,5,free,902'])
  await run()
})
afterEach(async () => await files?.close())

async function run(name = 'customers', more: Partial<Parameters<typeof runReconciliation>[1]> = {}) {
  const scope = { kind: 'everything' } as const
  return await runReconciliation(context, { name, scope, trigger: 'cli', requestedBy: 'ada', ...more })
}

/** The bot is started anew with another config, on the same tracker. */
async function reconfigure(...edits: readonly (readonly [from: string, to: string])[]): Promise<void> {
  let config = CONFIG
  for (const [from, to] of edits) {
    expect(config).toContain(from)
    config = config.replace(from, to)
  }
  await writeFile(join(files.folder, 'counterfoil.yml'), config)
  const settings = await loadSettings(join(files.folder, 'counterfoil.yml'), {})
  const connect = connectTo({ settings, dataFolder: files.tracker.dataFolder, log: silentLog })
  context = { ...context, settings, connect }
}

async function known(): Promise<string[]> {
  const statuses = ['new', 'acknowledged', 'escalated', 'resolved'] as const
  const { discrepancies } = await listDiscrepancies(context, { statuses, limit: 100 })
  return [...discrepancies]
    .sort((a, b) => a.number - b.number)
    .map(
      ({ number, status, resolution }) => `#${number} ${status}${resolution ? ` ${resolution.reason}` : ''}`,
    )
}

describe('a config that changed while discrepancies are open', () => {
  test('with a wider tolerance resolves as agreeing what is within it now', async () => {
    await reconfigure(['balance: decimal', 'balance: { type: decimal, tolerance: 0.5 }'])
    await run()
    expect(await known()).toEqual(['#1 resolved agrees', '#2 new', '#3 new'])
  })

  test('without a field resolves what was about it as no longer compared, and opens it again when it is back', async () => {
    await reconfigure(['      balance: decimal\n', ''])
    await run()
    expect(await known()).toEqual(['#1 resolved no-longer-compared', '#2 new', '#3 new'])
    expect((await listEvents(context.db, 1)).at(-1)).toMatchObject({
      kind: 'resolved',
      note: null,
      reason: 'no-longer-compared',
    })
    await reconfigure()
    await run()
    expect(await known()).toEqual(['#1 new', '#2 new', '#3 new'])
    expect((await listEvents(context.db, 1)).map(({ kind }) => kind)).toEqual([
      'opened',
      'resolved',
      'reopened',
    ])
  })

  test('without a field says nothing about records that the run did not look at', async () => {
    await reconfigure(['      balance: decimal\n', ''])
    await run('customers', { scope: { kind: 'keys', keys: [{ id: '2' }] } })
    expect(await known()).toEqual(['#1 new', '#2 new', '#3 new'])
    await run('customers', { scope: { kind: 'keys', keys: [{ id: '1' }] } })
    expect(await known()).toEqual(['#1 resolved no-longer-compared', '#2 new', '#3 new'])
  })

  test('with a side by another name goes on with what still differs, and claims no agreement of what does not', async () => {
    await reconfigure(['billing: { source: billing, key: id }', 'erp: { source: billing, key: id }'])
    await files.write('billing.csv', ['id,balance,plan', '1,10.00,pro', '2,5,free'])
    await run()
    expect(await known()).toEqual(['#1 resolved no-longer-compared', '#2 new', '#3 new'])
  })

  test('with another key resolves what was known by the old one as no longer compared', async () => {
    await reconfigure(
      ['crm: { source: crm, key: id }', 'crm: { source: crm, key: number }'],
      ['billing: { source: billing, key: id }', 'billing: { source: billing, key: number }'],
    )
    await run()
    expect(await known()).toEqual([
      ...[1, 2, 3].map((number) => `#${number} resolved no-longer-compared`),
      ...[4, 5, 6].map((number) => `#${number} new`),
    ])
  })
})

describe('a reconciliation that was taken out of the config', () => {
  beforeEach(async () => {
    await run('orders')
    expect(await known()).toEqual([1, 2, 3, 4, 5].map((number) => `#${number} new`))
    await reconfigure([CONFIG.slice(CONFIG.indexOf('  orders:')), ''])
    await run()
  })

  test('leaves its discrepancies open, and the status says how many', async () => {
    expect(await known()).toEqual([1, 2, 3, 4, 5].map((number) => `#${number} new`))
    const { elsewhere, reconciliations } = await describeStatus(context)
    expect(elsewhere).toEqual([{ reconciliation: 'orders', open: 2 }])
    expect(reconciliations.map(({ reconciliation }) => reconciliation.name)).toEqual(['customers'])
  })

  test('can still be listed by its name, but not one that never was', async () => {
    const { total } = await listDiscrepancies(context, { reconciliation: 'orders', limit: 10 })
    expect(total).toBe(2)
    await expect(listDiscrepancies(context, { reconciliation: 'order', limit: 10 })).rejects.toThrow(
      'There is no reconciliation "order". There are: customers',
    )
  })

  test('lets people resolve what is left, and edits the card where it stands', async () => {
    await saveMessage(context.db, {
      tag: 'card:4',
      channel: 'C1',
      ts: '1',
      contentHash: '',
      sentAt: new Date(),
    })
    await context.db.execute('delete from outbox')
    const resolve = { action: 'resolve', reason: 'not-a-problem', actor: ADA } as const
    expect(await triageDiscrepancy(context, { ...resolve, number: 4 })).toMatchObject({ accepted: true })
    expect(await triageDiscrepancy(context, { ...resolve, number: 5 })).toMatchObject({ accepted: true })
    const wanted = (await listPending(context.db)).map(({ tag, channel }) => ({ tag, channel }))
    expect(wanted).toEqual([{ tag: 'card:4', channel: 'C1' }])
    expect((await describeStatus(context)).elsewhere).toEqual([])
  })
})
