import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import type { Scope } from '../../src/domain/scope.ts'
import { tellingOf } from '../../src/domain/telling-of.ts'
import { findUntold } from '../../src/operations/find-untold.ts'
import { gatherDigest } from '../../src/operations/gather-digest.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { previewMessages } from '../../src/operations/preview-messages.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { saveMessage } from '../../src/store/messages.ts'
import { listPending } from '../../src/store/outbox.ts'
import { countRunGroup } from '../../src/store/run-group.ts'
import { outbox } from '../../src/store/schema.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const config = (routes: readonly string[], shadow = false) => `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields:
      balance: { type: decimal, severity: high }
      plan: { type: text, severity: medium }
      email: { type: text, severity: low }
    notify: { channel: "#ops", digest: "#ops", maxCards: 2 }
    shadow: ${shadow}
    routes:
${routes.map((rule) => `      - ${rule}`).join('\n')}
`
/** The gravest is only recorded where it is small, and the least grave told at once. */
const RULES = ['{ when: { field: balance, amount: "<1" }, to: log }', '{ when: { field: email }, to: alert }']
const ROWS = 30
const EVERYTHING: Scope = { kind: 'everything' }

let server: TrackerServer
let files: TrackedFiles

beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  files = await server.open(config(RULES))
})
afterEach(async () => await files.close())

/** What billing has wrong: ids by field. */
interface Wrong {
  readonly balance?: readonly number[]
  readonly plan?: readonly number[]
  readonly email?: readonly number[]
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

async function fill({ balance = [], plan = [], email = [] }: Wrong): Promise<void> {
  const row = (id: number, wrong: boolean) =>
    [
      id,
      wrong && balance.includes(id) ? '10.50' : '10.00',
      wrong && plan.includes(id) ? 'pro' : 'free',
      wrong && email.includes(id) ? 'b' : 'a',
    ].join()
  for (const side of ['crm', 'billing']) {
    const lines = upTo(ROWS).map((id) => row(id, side === 'billing'))
    await files.write(`${side}.csv`, ['id,balance,plan,email', ...lines])
  }
}

async function configure(rules: readonly string[], shadow = false): Promise<void> {
  await files.write('counterfoil.yml', config(rules, shadow).split('\n'))
  Object.assign(files.context, { settings: await loadSettings(`${files.folder}/counterfoil.yml`, {}) })
}

const run = async (scope: Scope = EVERYTHING) =>
  await runReconciliation(files.context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'ada' })

/** What is told, and is then in Slack. */
async function tell(): Promise<string[]> {
  const { db } = files.context
  const rows = await listPending(db)
  const sent = { channel: 'C1', contentHash: '', sentAt: files.context.now() }
  for (const { tag } of rows) await saveMessage(db, { ...sent, tag, ts: tag })
  await db.delete(outbox)
  return rows.map(({ tag }) => tag)
}

/** By what it is about: `email 3` to how it is told. */
async function routes(): Promise<Record<string, string>> {
  const { discrepancies } = await listDiscrepancies(files.context, { limit: 100 })
  const named = discrepancies.map((each) => {
    const { finding } = each
    return [`${'field' in finding ? finding.field : ''} ${finding.key.id}`, tellingOf(each)]
  })
  return Object.fromEntries(named)
}

const digest = async () => {
  const { reconciliations } = files.context.settings
  const period = { day: '2026-11-01', since: new Date(0), until: new Date(Date.now() + 1_000) }
  return await gatherDigest(files.context, { ...period, reconciliations })
}

test('a run tells what rules say is an alert, however severe: cards first, the rest in one message', async () => {
  await fill({ balance: [1, 2], plan: [3], email: [4, 5, 6, 7] })
  const { run: first } = await run()
  expect(await routes()).toEqual({
    ...{ 'balance 1': 'log', 'balance 2': 'log', 'plan 3': 'digest' },
    ...{ 'email 4': 'alert', 'email 5': 'alert', 'email 6': 'alert', 'email 7': 'alert' },
  })
  expect(await tell()).toEqual(['card:4', 'card:5', `run-group:${first.id}`])
  const counts = await countRunGroup(files.context.db, { runId: first.id, skip: 2 })
  expect(counts).toMatchObject([{ kind: 'mismatch', field: 'email', severity: 'low', count: 2 }])
  expect(await run()).toMatchObject({ changes: { seenAgain: 7 } })
  expect(await tell()).toEqual([])
})

test('the digest counts all that is open, and shows none that is only recorded', async () => {
  await fill({ balance: [1, 2], plan: [3], email: [4] })
  await run()
  const { open, numbers } = await digest()
  expect(open).toEqual({ high: 2, medium: 1, low: 1 })
  // The gravest first: what is low stands there because it is an alert.
  expect(numbers).toEqual([3, 4])
})

test('what a dry run says would be told is what a run tells', async () => {
  await fill({ balance: [1], plan: [2], email: [3, 4, 5] })
  const [reconciliation] = files.context.settings.reconciliations
  const preview = async () => {
    const { messages } = await previewMessages(files.context, {
      reconciliation: reconciliation!,
      scope: EVERYTHING,
      readTracker: async (work) => await work(files.context.db),
    })
    return messages.map(({ tag }) => tag)
  }
  expect(await preview()).toEqual(['card:3', 'card:4', 'run-group:dry-run'])
  await run()
  expect((await tell()).slice(0, 2)).toEqual(['card:3', 'card:4'])
  expect(await preview()).toEqual([])
})

test('what comes back is told by the rules: a line where it is an alert, nothing where it is recorded', async () => {
  await fill({ balance: [1], email: [2] })
  await run()
  await tell()
  await fill({})
  await run()
  await tell()
  await fill({ balance: [1], email: [2] })
  expect(await run()).toMatchObject({ changes: { reopened: 2 } })
  const told = await tell()
  expect(told[0]).toBe('card:2')
  expect(told.slice(1)).toEqual([expect.stringMatching(/^note:2:/)])
})

test('after a change of the rules only what becomes an alert is told, once and as if it was new', async () => {
  await fill({ balance: [1, 2, 3], plan: [4], email: [5, 6, 7] })
  const { run: first } = await run()
  await tell()
  await configure(['{ when: { field: email }, to: log }'])
  const { run: second, changes } = await run()
  expect(changes).toMatchObject({ opened: 0, seenAgain: 7 })
  expect(await routes()).toMatchObject({ 'balance 1': 'alert', 'plan 4': 'digest', 'email 5': 'log' })
  // The cards and the message of what is only recorded now are brought up to date.
  const again = ['card:1', 'card:2', `run-group:${second.id}`]
  expect((await tell()).toSorted()).toEqual(
    [...again, 'card:5', 'card:6', `run-group:${first.id}`].toSorted(),
  )
  const groupOf = async (runId: string) => await countRunGroup(files.context.db, { runId, skip: 2 })
  expect(await groupOf(first.id)).toEqual([])
  expect(await groupOf(second.id)).toMatchObject([{ field: 'balance', count: 1 }])
  expect((await digest()).numbers).toEqual([3, 2, 1, 4])
  await run()
  expect(await tell()).toEqual([])
})

test('what became an alert in shadow is told by the first run out of it', async () => {
  await fill({ balance: [1] })
  await run()
  expect(await tell()).toEqual([])
  const alert = ['{ when: { field: balance }, to: alert }']
  await configure(alert, true)
  await run()
  expect(await tell()).toEqual([])
  await configure(alert)
  await run()
  expect(await tell()).toEqual(['card:1'])
})

test('a pattern goes where its rule says, and a run of one record leaves it there', async () => {
  await configure([
    '{ when: { field: plan, pattern: true }, to: log }',
    '{ when: { field: plan }, to: alert }',
  ])
  await fill({ plan: upTo(20) })
  await run()
  expect(new Set(Object.values(await routes()))).toEqual(new Set(['log']))
  const keys = (id: string): Scope => ({ kind: 'keys', keys: [{ id }] })
  await run(keys('7'))
  expect(await routes()).toMatchObject({ 'plan 7': 'log' })
  // One that is found alone is told as one alone.
  await fill({ plan: [...upTo(20), 25] })
  await run(keys('25'))
  expect(await routes()).toMatchObject({ 'plan 7': 'log', 'plan 25': 'alert' })
  expect(await tell()).toEqual(['card:21'])
  // It is one of them as soon as a run sees all.
  await run()
  expect(await routes()).toMatchObject({ 'plan 25': 'log' })
  await fill({ plan: upTo(19) })
  const { run: last } = await run()
  expect(new Set(Object.values(await routes()))).toEqual(new Set(['alert']))
  expect(await tell()).toEqual(expect.arrayContaining(['card:1', 'card:2', `run-group:${last.id}`]))
})

test('what was lost on its way is looked for where it is an alert', async () => {
  await fill({ balance: [1], email: [2, 3, 4] })
  const { run: first } = await run()
  await files.context.db.delete(outbox)
  const untold = await findUntold(files.context)
  expect(untold.map(({ tag }) => tag)).toEqual(['card:2', 'card:3', `run-group:${first.id}`])
})
