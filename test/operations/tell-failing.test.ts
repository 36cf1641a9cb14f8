import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import type { Trigger } from '../../src/domain/run.ts'
import { renderSubject } from '../../src/operations/render-subject.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { saveMessage } from '../../src/store/messages.ts'
import { listPending } from '../../src/store/outbox.ts'
import { outbox } from '../../src/store/schema.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const config = (more = '') => `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    title: Customers
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { plan: text }
    notify: { channel: "#ops" }
    ${more}
`
const ROWS = ['id,plan', '1,pro', '2,free']

let server: TrackerServer
let files: TrackedFiles
let now: number
let runs: number
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  files = await server.open(config())
  now = Date.parse('2026-11-02T09:00:00Z')
  runs = 0
  Object.assign(files.context, { now: () => new Date(now), newId: () => `run-${++runs}` })
  await files.write('crm.csv', ROWS)
  await files.write('billing.csv', ROWS)
})
afterEach(async () => await files.close())

/** How a run ends that is asked for a quarter of an hour after the one before. */
async function run(trigger: Trigger = 'schedule', signal?: AbortSignal): Promise<string> {
  now += 15 * 60_000
  const context = { ...files.context, ...(signal ? { signal } : {}) }
  const scope = { kind: 'everything' } as const
  const request = { name: 'customers', scope, trigger, requestedBy: 'clock' }
  return await runReconciliation(context, request).then(
    (outcome) => outcome.run.state,
    (error: { code?: string }) => error.code ?? 'internal',
  )
}
const takeAway = () => rm(join(files.folder, 'billing.csv'))
const bringBack = () => files.write('billing.csv', ROWS)

/** What waits to be told; then nothing waits any more, and it stands in Slack. */
async function told(): Promise<(string | undefined)[]> {
  const { db } = files.context
  const waiting = await listPending(db)
  const texts = await Promise.all(
    waiting.map(async ({ tag, about }) => `${tag}: ${(await renderSubject(files.context, about))?.text}`),
  )
  for (const { tag, channel } of waiting)
    await saveMessage(db, { tag, channel, ts: '1.0', contentHash: '', sentAt: new Date(now) })
  await db.delete(outbox)
  return texts
}
const blocks = async (runId: string) =>
  JSON.stringify((await renderSubject(files.context, { kind: 'failing', runId }))?.blocks)

test('a schedule whose source is away is told once, and again when it is compared', async () => {
  expect(await run()).toBe('completed')
  await takeAway()
  expect(await run()).toBe('source-missing')
  const [first, ...others] = await told()
  expect(others).toEqual([])
  expect(first).toMatch(/^failing:run-2: Customers cannot be compared: billing: .*billing\.csv/)
  expect(await blocks('run-2')).toContain('Last compared')
  expect(await run()).toBe('source-missing')
  expect(await run()).toBe('source-missing')
  expect(await told()).toEqual([first])
  expect(await blocks('run-2')).toContain('3 runs have failed since')
  await bringBack()
  expect(await run()).toBe('completed')
  expect(await told()).toEqual(['failing:run-2: Customers is compared again'])
  expect(await run()).toBe('completed')
  expect(await told()).toEqual([])
})

test('a run that is held has read its sources as well', async () => {
  await takeAway()
  await run()
  await told()
  await files.write('billing.csv', ['id,plan'])
  expect(await run()).toBe('held')
  expect((await told()).map((text) => text?.split(' ')[0]).sort()).toEqual(['failing:run-1:', 'held:run-2:'])
})

test('who asks otherwise is answered, who stops it knows: neither is told in the channel', async () => {
  await takeAway()
  expect(await run('slash')).toBe('source-missing')
  expect(await run('cli')).toBe('source-missing')
  await bringBack()
  expect(await run('schedule', AbortSignal.abort())).toBe('run-stopped')
  expect(await told()).toEqual([])
})

test('a run that the stop of the bot ended is none of those that failed one after another', async () => {
  expect(await run()).toBe('completed')
  expect(await run('schedule', AbortSignal.abort())).toBe('run-stopped')
  await takeAway()
  expect(await run()).toBe('source-missing')
  expect((await told()).map((text) => text?.split(' ')[0])).toEqual(['failing:run-3:'])
  await bringBack()
  expect(await run('schedule', AbortSignal.abort())).toBe('run-stopped')
  await takeAway()
  expect(await run()).toBe('source-missing')
  expect(await blocks('run-3')).toContain('2 runs have failed since')
})

test.each([
  ['in shadow', config('shadow: true')],
  ['without a channel', config().replace('notify: { channel: "#ops" }', '')],
])('%s nobody is told', async (_, text) => {
  await files.write('counterfoil.yml', text.split('\n'))
  Object.assign(files.context, { settings: await loadSettings(join(files.folder, 'counterfoil.yml'), {}) })
  await takeAway()
  expect(await run()).toBe('source-missing')
  expect(await told()).toEqual([])
})

test('one that comes and goes within the hour is told again only when it stays away', async () => {
  await takeAway()
  await run()
  expect(await told()).toHaveLength(1)
  await bringBack()
  await run()
  expect(await told()).toHaveLength(1)
  await takeAway()
  await run()
  await run()
  expect(await told()).toEqual([])
  await run()
  expect((await told()).map((text) => text?.split(' ')[0])).toEqual(['failing:run-3:'])
})
