import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import { gatherDigest } from '../../src/operations/gather-digest.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { sendDigest } from '../../src/operations/send-digest.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { saveMessage } from '../../src/store/messages.ts'
import { listPending } from '../../src/store/outbox.ts'
import { countRunGroup } from '../../src/store/run-group.ts'
import { outbox } from '../../src/store/schema.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const config = (shadow: boolean) => `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { balance: decimal }
    notify: { channel: "#ops", digest: "#ops", maxCards: 2 }
    shadow: ${shadow}
`

let server: TrackerServer
let files: TrackedFiles

beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  files = await server.open(config(true))
  await fill([1, 2, 3, 4])
})
afterEach(async () => await files.close())

const fill = async (wrong: number[]) => {
  const rows = (balance: (id: number) => string) => [
    'id,balance',
    ...[1, 2, 3, 4, 5].map((id) => `${id},${balance(id)}`),
  ]
  await files.write(
    'crm.csv',
    rows(() => '1'),
  )
  await files.write(
    'billing.csv',
    rows((id) => (wrong.includes(id) ? '2' : '1')),
  )
}
const setShadow = async (shadow: boolean) => {
  await files.write('counterfoil.yml', config(shadow).split('\n'))
  Object.assign(files.context, { settings: await loadSettings(`${files.folder}/counterfoil.yml`, {}) })
}
const run = async () => {
  const request = {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'ada',
  } as const
  return await runReconciliation(files.context, request)
}
/** What is told, and is then in Slack. */
const tell = async () => {
  const { db } = files.context
  const now = files.context.now()
  const rows = await listPending(db)
  for (const { tag } of rows) {
    await saveMessage(db, { tag, channel: 'C1', ts: tag, contentHash: '', sentAt: now })
  }
  await db.delete(outbox)
  return rows.map(({ tag }) => tag)
}

test('in shadow a run opens and resolves, and nobody is told of that, nor of what people do or of a held run', async () => {
  expect((await run()).changes).toMatchObject({ opened: 4 })
  await triageDiscrepancy(files.context, {
    number: 1,
    action: 'escalate',
    actor: { kind: 'person', id: 'ada', surface: 'cli' },
  })
  await fill([2, 3, 4])
  expect((await run()).changes).toMatchObject({ resolved: 1, seenAgain: 3 })
  await files.write('billing.csv', ['id,balance'])
  expect((await run()).run.state).toBe('held')
  await sendDigest(files.context, { channel: '#ops', day: '2026-11-01' })
  const digests = (await tell()).filter((tag) => !tag.startsWith('digest:'))
  expect(digests).toEqual([])
  const period = { day: '2026-11-01', since: new Date(0), until: files.context.now() }
  const { reconciliations } = files.context.settings
  expect(await gatherDigest(files.context, { ...period, reconciliations })).toMatchObject({
    opened: 0,
    reconciliations: [],
    numbers: [],
  })
})

test('out of shadow what is open is told once by the next run that sees it: cards first, the rest in one message', async () => {
  await run()
  await fill([1, 2, 3, 4, 5])
  await setShadow(false)
  const first = await run()
  expect(first.changes).toMatchObject({ opened: 1, seenAgain: 4 })
  expect(await tell()).toEqual(['card:1', 'card:2', `run-group:${first.run.id}`])
  const counts = await countRunGroup(files.context.db, { runId: first.run.id, skip: 2 })
  expect(counts).toMatchObject([{ count: 3, status: 'new' }])
  await run()
  expect(await tell()).toEqual([])
  // The group message follows what becomes of those that it tells of.
  await fill([1, 2, 3])
  await run()
  expect(await tell()).toEqual([`run-group:${first.run.id}`])
})

test('what was resolved in shadow and comes back later is told as new', async () => {
  await run()
  await fill([])
  await run()
  await setShadow(false)
  await fill([3])
  const again = await run()
  expect(again.changes).toMatchObject({ reopened: 1 })
  expect(await tell()).toEqual(['card:3'])
  const { discrepancies } = await listDiscrepancies(files.context, { limit: 10 })
  expect(discrepancies).toMatchObject([{ number: 3, timesReopened: 1, toldRunId: again.run.id }])
})
