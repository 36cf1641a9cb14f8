import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { NotedEvent } from '../../src/domain/noted-event.ts'
import { concludeExpectations } from '../../src/operations/conclude-expectations.ts'
import { noteEvents } from '../../src/operations/note-events.ts'
import { listDiscrepancies } from '../../src/store/discrepancies.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { readAwaited } from './read-awaited.ts'

const NOON = new Date('2026-11-22T12:00:00Z')
const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000)

let server: TrackerServer
let files: TrackedFiles
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
afterEach(async () => await files?.close())

async function opened(reconciliation: string, contents: Readonly<Record<string, readonly string[]>>) {
  files = await server.open(`
sources:
  posted: { type: events }
  crm: { type: files, path: crm.csv, settledFor: 0s }
  billing: { type: files, path: billing.csv, settledFor: 0s }
  ids: { type: files, path: ids.csv, settledFor: 0s }
reconciliations:
  customers:
${reconciliation.replaceAll(/^/gm, '    ')}
    fields: { plan: text }
    expectWithin: 5m
`)
  for (const [file, lines] of Object.entries(contents)) await files.write(`${file}.csv`, lines)
}

const at = (now: Date) => ({ ...files.context, now: () => now })
const wrote = (side: string, key: readonly string[], more: Partial<NotedEvent> = {}): NotedEvent => ({
  ...{ side, key, at: NOON },
  ...more,
})
/** Notes them at noon, checks them when they are due, and says what was found. */
async function checked(events: readonly NotedEvent[], now = NOON): Promise<string[]> {
  await noteEvents(at(now), { reconciliation: 'customers', events })
  const due = new Date(now.getTime() + 5 * 60_000)
  while ((await concludeExpectations(at(due))) > 0);
  expect(await readAwaited(files.context.db)).toEqual([])
  const found = (await listDiscrepancies(files.context.db, { limit: 100 })).map(
    ({ finding, status }) => `${Object.values(finding.key).join('/')} ${finding.kind}: ${status}`,
  )
  return found.sort()
}

test('a key of several parts is checked on each side by its own columns', async () => {
  await opened(
    `sides:
  crm: { source: crm, key: [region, id] }
  billing: { source: billing, key: [area, no] }`,
    { crm: ['region,id,plan', 'eu,1,pro', 'us,1,pro'], billing: ['no,area,plan', '1,eu,free', '1,us,free'] },
  )
  expect(await checked([wrote('billing', ['eu', '1'])])).toEqual(['eu/1 mismatch: new'])
  expect(await checked([wrote('crm', ['us', '1'])])).toEqual(['eu/1 mismatch: new', 'us/1 mismatch: new'])
})

test('an integer is the same key however a side writes it', async () => {
  await opened(
    `keys: { id: { type: integer } }
sides:
  crm: { source: crm, key: id }
  shop: { source: posted, key: no }`,
    { crm: ['id,plan', '7,pro', '8,pro'] },
  )
  const record = { plan: 'free' }
  expect(await checked([wrote('shop', ['007'], { record }), wrote('crm', ['8'])])).toEqual([
    '7 mismatch: new',
    '8 missing: new',
  ])
})

const RULES = `keys: { id: { stripPrefix: { billing: "CUS-" }, ignoreCase: true } }
sides:
  crm: { source: crm, key: id }
  billing: { source: billing, key: ref }`

test('a key that is rewritten is read as its own side writes it', async () => {
  await opened(RULES, {
    crm: ['id,plan', 'a1,pro', 'a2,pro', 'a3,pro'],
    billing: ['ref,plan', 'CUS-A1,free', 'cus-A2,free', 'CUS-A3,free'],
  })
  expect(await checked([wrote('billing', ['CUS-A1'])])).toEqual(['a1 mismatch: new'])
  expect(await checked([wrote('crm', ['A2'])])).toEqual(['a1 mismatch: new', 'a2 mismatch: new'])
})

test('events of both sides about one rewritten record are checked, and what is right is told nobody', async () => {
  await opened(RULES, { crm: ['id,plan', 'a1,pro'], billing: ['ref,plan', 'CUS-A1,pro'] })
  expect(await checked([wrote('billing', ['CUS-A1']), wrote('crm', ['a1'])])).toEqual([])
})

test('a rewritten record that is gone from all sides is resolved', async () => {
  await opened(RULES, { crm: ['id,plan', 'a1,pro'], billing: ['ref,plan'] })
  expect(await checked([wrote('crm', ['A1'])])).toEqual(['a1 missing: new'])
  await files.write('crm.csv', ['id,plan'])
  expect(await checked([wrote('billing', ['CUS-A1'])], minutes(10))).toEqual(['a1 missing: resolved'])
})

const VIA = `sides:
  crm: { source: crm, key: id }
  billing: { source: billing, key: ref, via: { source: ids, from: ref, to: crm_id } }`
const IDS = ['ref,crm_id', 'X1,1', 'X2,2', '1,9', '9,3']

test("a side whose keys are translated is asked for its own, and its events are about the others'", async () => {
  await opened(VIA, {
    ids: IDS,
    crm: ['id,plan', '1,pro', '2,pro'],
    billing: ['ref,plan', 'X1,free', 'X2,free'],
  })
  expect(await checked([wrote('billing', ['X1'])])).toEqual(['1 mismatch: new'])
  expect(await checked([wrote('crm', ['2'])])).toEqual(['1 mismatch: new', '2 mismatch: new'])
})

test('a key that means another record on the side that is translated is not that record', async () => {
  await opened(VIA, {
    ids: IDS,
    crm: ['id,plan', '1,pro', '9,pro', '3,pro'],
    billing: ['ref,plan', 'X1,pro', '1,free', '9,free'],
  })
  // The CRM's 9 is billing's 1, and billing's 9 the CRM's 3.
  expect(await checked([wrote('crm', ['9'])])).toEqual(['9 mismatch: new'])
  expect(await checked([wrote('billing', ['9'])])).toEqual(['3 mismatch: new', '9 mismatch: new'])
})
