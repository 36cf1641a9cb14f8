import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { listIncidentsOf } from '../../src/store/incidents.ts'
import { listPending } from '../../src/store/outbox.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const config = (rule: string, shadow = false) => `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
incidents:
  pager: { type: pagerduty, routingKey: "\${KEY}" }
reconciliations:
  customers:
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { balance: decimal, plan: { type: text, severity: low } }
    notify: { channel: "#ops" }
    shadow: ${shadow}
    routes:
      - ${rule}
`
const PAGER = '{ when: { field: plan }, to: { incident: pager } }'
const VARIABLES = { KEY: 'k'.repeat(32) }

let server: TrackerServer
let files: TrackedFiles
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  files = await server.open()
})
afterEach(async () => await files.close())

/** A run under this config, with these cells of billing wrong. */
async function run(text: string, { balance = '1', plan = 'a' }): Promise<void> {
  await files.write('counterfoil.yml', text.split('\n'))
  const settings = await loadSettings(`${files.folder}/counterfoil.yml`, VARIABLES)
  Object.assign(files.context, { settings })
  await files.write('crm.csv', ['id,balance,plan', '1,1,a'])
  await files.write('billing.csv', ['id,balance,plan', `1,${balance},${plan}`])
  const request = {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'ada',
  } as const
  await runReconciliation(files.context, request)
}

/** By number: the services that are wanted to have an incident of it open. */
async function opened(...numbers: number[]): Promise<string[][]> {
  const found = await Promise.all(numbers.map((number) => listIncidentsOf(files.context.db, number)))
  return found.map((incidents) =>
    incidents.filter(({ wanted }) => wanted === 'open').map(({ service }) => service),
  )
}

test('what a rule sends to a service is told and has an incident, and nothing else', async () => {
  await run(config(PAGER), { balance: '2', plan: 'b' })
  expect(await opened(1, 2)).toEqual([[], ['pager']])
  expect((await listPending(files.context.db)).map(({ tag }) => tag)).toEqual(
    expect.arrayContaining(['card:1', 'card:2']),
  )
  await run(config(PAGER), {})
  expect(await opened(2)).toEqual([[]])
  await run(config(PAGER), { plan: 'b' })
  expect(await opened(2)).toEqual([['pager']])
})

test('a new rule opens none for what is an alert already, and one for what becomes it', async () => {
  await run(config('{ when: { field: plan }, to: alert }'), { plan: 'b' })
  await run(config(PAGER), { plan: 'b' })
  expect(await opened(1)).toEqual([[]])
  await run(config('{ when: { field: plan }, to: digest }'), { plan: 'b' })
  await run(config(PAGER), { plan: 'b' })
  expect(await opened(1)).toEqual([['pager']])
})

test('in shadow none is opened', async () => {
  await run(config(PAGER, true), { plan: 'b' })
  expect(await opened(1)).toEqual([[]])
  await run(config(PAGER), { plan: 'b' })
  expect(await opened(1)).toEqual([['pager']])
})
