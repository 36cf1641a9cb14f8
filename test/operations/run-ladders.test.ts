import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { gatherDigest } from '../../src/operations/gather-digest.ts'
import { listDiscrepancies, listPage } from '../../src/operations/list-discrepancies.ts'
import { pruneHistory } from '../../src/operations/prune-history.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { tellBreaches } from '../../src/operations/tell-breaches.ts'
import { triageMany } from '../../src/operations/triage-many.ts'
import { lastEventId } from '../../src/store/events.ts'
import { breaches, ladders } from '../../src/store/schema.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-11-01T09:00:00Z')

let server: TrackerServer
let files: TrackedFiles
let now = new Date(START)

beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  now = new Date(START)
})
afterEach(async () => await files.close())

const configOf = (from: string, maxCards: number) => `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { balance: decimal, plan: { type: text, severity: medium } }
    notify: { channel: "#ops", digest: "#ops", maxCards: ${maxCards} }
    triage:
      escalate: { ladder: { from: ${from}, severities: [high, medium], steps: [{ after: 15m, mention: "@oncall" }] } }
      targets: { high: { acknowledge: 30m, resolve: 4h } }
`
/** Of five customers the first so many have other balances on one side, and the last another plan. */
async function run(different: number): Promise<string> {
  const line = (id: number, isOther: boolean) =>
    `${id},${isOther ? '2.00' : '1.00'},${id === 5 && isOther ? 'b' : 'a'}`
  const ids = [1, 2, 3, 4, 5]
  await files.write('crm.csv', ['id,balance,plan', ...ids.map((id) => line(id, false))])
  await files.write('billing.csv', ['id,balance,plan', ...ids.map((id) => line(id, id <= different))])
  const { run } = await runReconciliation(files.context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'ada',
  })
  return run.id
}
async function open(from: string, maxCards: number): Promise<void> {
  files = await server.open(configOf(from, maxCards))
  Object.assign(files.context, { now: () => now })
}
const going = async () =>
  (await files.context.db.select().from(ladders))
    .filter(({ endedAt }) => endedAt === null)
    .map(({ number }) => number)
    .sort()

test('a run begins a ladder for each card that it posts, of what it tells at once', async () => {
  await open('opened', 3)
  await run(5)
  expect(await going()).toEqual([1, 2, 3])
  await run(0)
  expect(await going()).toEqual([])
  // What comes back has a card of its own.
  now = new Date(START + HOUR)
  await run(2)
  expect(await going()).toEqual([1, 2])
})

test('where none gets a card, the first stands for all of them', async () => {
  await open('opened', 0)
  await run(5)
  expect(await going()).toEqual([1])
})

test('many that are escalated together: the first stands for those without a card', async () => {
  await open('escalated', 0)
  const runId = await run(4)
  expect(await going()).toEqual([])
  const many = {
    choice: { runId, pattern: null, kind: null, field: null, status: null },
    numbers: null,
    upTo: await lastEventId(files.context.db),
    actor: { kind: 'person', id: 'ada', surface: 'cli' },
    trigger: 'cli',
  } as const
  expect((await triageMany(files.context, { ...many, action: 'escalate' })).done).toHaveLength(4)
  expect(await going()).toEqual([1])
  await triageMany(files.context, { ...many, action: 'acknowledge' })
  expect(await going()).toEqual([])
})

test('what is overdue is listed and in the digest, with how many targets were missed; what is pruned is forgotten', async () => {
  await open('escalated', 3)
  await run(2)
  now = new Date(START + 5 * HOUR)
  expect(await tellBreaches(files.context)).toBe(4)
  const page = { limit: 10, from: null, snoozed: false, isOverdue: true }
  expect((await listPage(files.context, page)).total).toBe(2)
  const { reconciliations } = files.context.settings
  const period = {
    reconciliations,
    day: '2026-11-01',
    since: new Date(START),
    until: new Date(now.getTime() + 1),
  }
  expect(await gatherDigest(files.context, period)).toMatchObject({ missed: 4, overdue: 2 })
  expect(await gatherDigest(files.context, { ...period, until: new Date(START + HOUR) })).not.toHaveProperty(
    'missed',
  )
  await run(0)
  expect((await listPage(files.context, page)).total).toBe(0)
  now = new Date(START + 50 * HOUR)
  await pruneHistory(files.context.db, {
    retention: { resolvedSeconds: 3_600, policy: '{}' },
    now,
    key: null,
  })
  expect((await listDiscrepancies(files.context, { statuses: ['resolved'], limit: 5 })).total).toBe(0)
  expect(await files.context.db.select().from(breaches)).toEqual([])
  expect(await files.context.db.select().from(ladders)).toEqual([])
})
