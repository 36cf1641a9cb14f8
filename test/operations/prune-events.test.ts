import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Log } from '../../src/domain/log.ts'
import type { NotedEvent } from '../../src/domain/noted-event.ts'
import { noteEvents } from '../../src/operations/note-events.ts'
import { pruneEvents } from '../../src/operations/prune-events.ts'
import { eventRecords, eventRequests } from '../../src/store/schema.ts'
import { silentLog, type TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { readAwaited } from './read-awaited.ts'

const sides = '{ shop: { source: posted, key: id }, till: { source: patient, key: id } }'
const CONFIG = `
sources:
  posted: { type: events, keep: 2d }
  patient: { type: events, keep: 10d }
reconciliations:
  orders: { sides: ${sides}, fields: { amount: decimal }, expectWithin: 5m }
  rewritten:
    sides: ${sides}
    keys: { id: { ignoreCase: true } }
    fields: { amount: decimal }
    expectWithin: 5m
`
const NOW = new Date('2026-11-22T12:00:00Z')
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000)

let server: TrackerServer
let files: TrackedFiles
beforeAll(async () => {
  server = await startTrackerServer()
  files = await server.open(CONFIG)
})
afterAll(async () => {
  await files?.close()
  await server?.close()
})

const at = (now: Date) => ({ ...files.context, now: () => now })
const wrote = (side: string, id: string, when: Date): NotedEvent => ({
  ...{ side, key: [id], at: when },
  record: { amount: '1' },
})
const kept = async (name: string) =>
  (await files.context.db.select().from(eventRecords))
    .filter(({ reconciliation }) => reconciliation === name)
    .map(({ side, key }) => `${side} ${key}`)
    .sort()

test('a record goes when no side has written it for as long as the most patient source keeps it, on all sides at once', async () => {
  const events = [
    wrote('shop', 'old', days(-20)),
    wrote('till', 'old', days(-11)),
    wrote('shop', 'half', days(-20)),
    wrote('till', 'half', days(-9)),
    // The same number on both sides.
    wrote('shop', '007', days(-20)),
    wrote('till', '7', days(-9)),
    wrote('shop', 'new', NOW),
  ]
  for (const reconciliation of ['orders', 'rewritten']) await noteEvents(at(NOW), { reconciliation, events })
  await pruneEvents(at(NOW))
  const left = ['shop ["007"]', 'shop ["half"]', 'shop ["new"]', 'till ["7"]', 'till ["half"]']
  expect(await kept('orders')).toEqual(left)
  expect(await kept('rewritten')).toEqual(['shop ["old"]', 'till ["old"]', ...left].sort())
})

test('a request is forgotten after a day', async () => {
  const events = [wrote('shop', 'r', NOW)]
  await noteEvents(at(NOW), { reconciliation: 'orders', events, idempotencyKey: 'k' })
  await pruneEvents(at(days(0.99)))
  expect(await files.context.db.select().from(eventRequests)).toHaveLength(1)
  await pruneEvents(at(days(1)))
  expect(await files.context.db.select().from(eventRequests)).toHaveLength(0)
})

test('what a reconciliation awaits that is no longer in the config is told, and dropped after a week', async () => {
  const warned: unknown[] = []
  const warn: Log['warn'] = (facts) => warned.push(facts)
  const [, ...others] = files.context.settings.reconciliations
  const settings = { ...files.context.settings, reconciliations: others }
  const prune = (now: Date) => pruneEvents({ ...at(now), settings, log: { ...silentLog, warn } })
  const count = async () =>
    (await readAwaited(files.context.db)).filter((row) => row.reconciliation === 'orders').length
  const before = await count()
  await prune(days(6.9))
  expect(await count()).toBe(before)
  expect(warned).toEqual([{ reconciliation: 'orders', records: before }])
  await prune(days(7.1))
  expect(await count()).toBe(0)
  expect(before).toBeGreaterThan(0)
})
