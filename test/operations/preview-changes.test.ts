import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Scope } from '../../src/domain/scope.ts'
import { deliverOutbox } from '../../src/operations/deliver-outbox.ts'
import { DRY_RUN_ID, previewChanges } from '../../src/operations/preview-changes.ts'
import { previewMessages } from '../../src/operations/preview-messages.ts'
import { renderSubject } from '../../src/operations/render-subject.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import type { Deliver } from '../../src/slack/deliver.ts'
import type { Message } from '../../src/slack/messages/message.ts'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { nextDueAt } from '../../src/store/lanes.ts'
import { openReadOnly } from '../../src/store/open-read-only.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const EVERYTHING: Scope = { kind: 'everything' }
const NOW = new Date('2026-11-09T10:00:00.000Z')

let server: TrackerServer
let files: TrackedFiles
let context: TrackedFiles['context']

beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())

beforeEach(async () => {
  files = await server.open()
  context = { ...files.context, now: () => NOW }
  await crm(['1,10,pro,2026-11-01', '2,20,pro,2026-11-02', '3,30,free,2026-11-03', '4,40,free,2026-11-04'])
  await billing([
    '1,10,pro,2026-11-01',
    '2,25,pro,2026-11-02',
    '3,35,free,2026-11-03',
    '4,45,free,2026-11-04',
  ])
})
afterEach(async () => await files.close())

const crm = (rows: readonly string[]) => files.write('crm.csv', ['id,balance,plan,created', ...rows])
const billing = (rows: readonly string[]) => files.write('billing.csv', ['id,balance,plan,created', ...rows])

const run = (scope = EVERYTHING, id = 'run-1') =>
  runReconciliation(
    { ...context, newId: () => id },
    { name: 'customers', scope, trigger: 'cli', requestedBy: 'ada' },
  )

async function preview<Result>(
  work: (request: Parameters<typeof previewChanges>[1]) => Promise<Result>,
  scope = EVERYTHING,
): Promise<Result> {
  const { read, close } = await openReadOnly(files.tracker)
  const [reconciliation] = context.settings.reconciliations
  return await work({ reconciliation: reconciliation!, scope, readTracker: read }).finally(close)
}

const changes = (scope?: Scope) => preview((request) => previewChanges(context, request), scope)
const messages = () => preview((request) => previewMessages(context, request))

/** Every row there is, so that a single one more would show. */
async function everyRow() {
  const tables = ['runs', 'discrepancies', 'discrepancy_events', 'outbox', 'messages', 'digests']
  const rows: unknown[] = []
  for (const table of [...tables, 'discrepancies_number_seq', 'drizzle.counterfoil_migrations'])
    rows.push((await context.db.execute(sql`select * from ${sql.raw(table)}`)) as unknown)
  return JSON.stringify(rows.map((result) => (result as { rows: unknown }).rows))
}

/** Posts to nobody, and takes note of what would stand there. */
function takeNotes(): { sent: { how: string; tag: string; message: Message }[]; deliver: Deliver } {
  const sent: { how: string; tag: string; message: Message }[] = []
  const deliver: Deliver = {
    post: async ({ tag, message, channel }) => {
      sent.push({ how: 'post', tag, message })
      return { ok: true, channel, ts: `1.${sent.length}` }
    },
    update: async ({ tag, message, channel, ts }) => {
      sent.push({ how: 'edit', tag, message })
      return { ok: true, channel, ts }
    },
    find: async () => ({ kind: 'absent' }),
  }
  return { sent, deliver }
}

/** Delivers all there is, a second between one round and the next. */
async function deliverAll(deliver: Deliver): Promise<void> {
  for (let at = NOW.getTime(); (await nextDueAt(context.db)) !== null; at += 1_000) {
    await deliverOutbox({ ...context, now: () => new Date(at) }, deliver)
  }
}

/** What was planned stands in the tracker now. */
async function expectTracked(planned: Awaited<ReturnType<typeof changes>>) {
  for (const { discrepancy } of planned.changes)
    expect(await findDiscrepancy(context.db, discrepancy.number)).toEqual(discrepancy)
}

async function brief() {
  const planned = await changes()
  return planned.changes.map(({ change, before, discrepancy }) =>
    [change.type, before?.number ?? 'new', discrepancy.finding.key.id, discrepancy.status].join(' '),
  )
}

test('previewChanges() says what a run would do, twice the same, and the tracker stays as it is', async () => {
  await run()
  await triageDiscrepancy(context, {
    number: 2,
    action: 'acknowledge',
    actor: { kind: 'person', id: 'ada', surface: 'cli' },
  })
  // Record 2 agrees now, 3 shows another value, 4 as before, 5 is new.
  await billing([
    '1,10,pro,2026-11-01',
    '2,20,pro,2026-11-02',
    '3,36,free,2026-11-03',
    '4,45,free,2026-11-04',
    '5,1,,',
  ])
  const before = await everyRow()
  const first = await changes()
  expect(await brief()).toEqual([
    'seen 2 3 acknowledged',
    'seen 3 4 new',
    'opened new 5 new',
    'resolved 1 2 resolved',
  ])
  expect(await changes()).toEqual(first)
  expect(await everyRow()).toEqual(before)
  await run(EVERYTHING, DRY_RUN_ID)
  await expectTracked(first)
})

test('previewChanges() sees a resolved one come back, and one that is expected stay silent', async () => {
  await run()
  const actor = { kind: 'person', id: 'ada', surface: 'cli' } as const
  await triageDiscrepancy(context, { number: 1, action: 'resolve', actor, reason: 'fixed' })
  await triageDiscrepancy(context, { number: 2, action: 'resolve', actor, reason: 'expected' })
  expect(await brief()).toEqual(['reopened 1 2 new', 'seen 2 3 resolved', 'seen 3 4 new'])
  const planned = await changes()
  expect(planned.changes[1]!.change).toMatchObject({ silent: true, valuesChanged: false })
  await run(EVERYTHING, DRY_RUN_ID)
  await expectTracked(planned)
})

test('previewChanges() of a key or of days concludes about those alone, as the run does', async () => {
  await run()
  await billing([
    '1,10,pro,2026-11-01',
    '2,20,pro,2026-11-02',
    '3,30,free,2026-11-03',
    '4,45,free,2026-11-04',
  ])
  const scopes: Scope[] = [
    { kind: 'keys', keys: [{ id: '3' }] },
    { kind: 'dates', from: '2026-11-04', to: '2026-11-04' },
  ]
  const types = []
  for (const scope of scopes) {
    const planned = await changes(scope)
    types.push(planned.changes.map(({ change, before }) => `${change.type} ${before?.number}`))
  }
  // Days look again at what is open, wherever it is dated.
  expect(types).toEqual([['resolved 2'], ['seen 3', 'resolved 1', 'resolved 2']])
})

test('previewMessages() renders what the delivery then posts and edits', async () => {
  await crm(['1,10,,', '2,20,,', '3,30,,', '4,40,,', '5,50,,', '6,60,,'])
  await billing(['1,11,,', '2,21,,', '3,31,,', '4,41,,', '5,51,,', '6,60,,'])
  const first = await messages()
  expect(first.messages.map(({ action, tag, channel, thread }) => [action, tag, channel, thread])).toEqual([
    ['post', 'card:1', '#ops', null],
    ['post', 'card:2', '#ops', null],
    ['post', 'card:3', '#ops', null],
    ['post', `run-group:${DRY_RUN_ID}`, '#ops', null],
  ])
  expect(first.messages[3]!.message.text).toBe('2 more discrepancies in Customers, 2 still open')
  const { sent, deliver } = takeNotes()
  await run()
  await deliverAll(deliver)
  const told = JSON.stringify(sent.map(({ tag, message }) => ({ tag, message })))
  expect(JSON.parse(told.replaceAll('run-1', DRY_RUN_ID))).toEqual(
    first.messages.map(({ tag, message }) => ({ tag, message })),
  )
  // 1 (with a card) and 4 (in the group) agree now, 2 shows another value, 6 is new.
  await billing(['1,10,,', '2,22,,', '3,31,,', '4,40,,', '5,51,,', '6,61,,'])
  const before = await everyRow()
  const second = await messages()
  expect(await everyRow()).toEqual(before)
  expect(second.messages.map(({ action, tag }) => `${action} ${tag}`)).toEqual([
    'post card:6',
    'edit card:2',
    'edit run-group:run-1',
    'edit card:1',
  ])
  expect(second.messages[2]!.message.text).toBe('2 more discrepancies in Customers, 1 still open')
  sent.length = 0
  await run(EVERYTHING, 'run-2')
  await deliverAll(deliver)
  expect(sent.map(({ how, tag }) => `${how} ${tag}`).sort()).toEqual(
    second.messages.map(({ action, tag }) => `${action} ${tag}`).sort(),
  )
  const group = { kind: 'run-group', runId: 'run-1' } as const
  expect(second.messages[2]!.message).toEqual(await renderSubject(context, group))
})

test('previewMessages() puts the note of one that came back into the thread of its card', async () => {
  await run()
  await deliverAll(takeNotes().deliver)
  const actor = { kind: 'person', id: 'ada', surface: 'cli' } as const
  await triageDiscrepancy(context, { number: 1, action: 'resolve', actor, reason: 'fixed' })
  const planned = await messages()
  expect(planned.messages.map(({ action, tag, thread }) => [action, tag, thread])).toEqual([
    ['edit', 'card:1', null],
    ['post', 'note:1:3', 'card:1'],
  ])
  expect(planned.messages[1]!.message.text).toContain('#1 came back')
  await run(EVERYTHING, DRY_RUN_ID)
  const { sent, deliver } = takeNotes()
  await deliverAll(deliver)
  expect(sent.map(({ tag, message }) => ({ tag, message }))).toEqual(
    planned.messages.map(({ tag, message }) => ({ tag, message })),
  )
})
