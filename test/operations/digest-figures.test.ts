import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DigestFacts } from '../../src/domain/digest-facts.ts'
import type { TriageAction } from '../../src/domain/discrepancy.ts'
import type { Context } from '../../src/operations/context.ts'
import { gatherDigest } from '../../src/operations/gather-digest.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listPending } from '../../src/store/outbox.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    title: Customers
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { balance: decimal, plan: { type: text, severity: medium } }
    notify: { channel: "#ops", digest: "#ops" }
  refunds:
    title: Refunds
    sides: { crm: { source: crm, key: id }, billing: { source: billing, key: id } }
    fields: { balance: decimal }
    notify: { digest: "#ops" }
`
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.parse('2026-11-02T08:00:00Z')

let server: TrackerServer
let files: TrackedFiles
let time: number
let context: Context
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  files = await server.open(CONFIG)
  time = START
  context = { ...files.context, now: () => new Date(time) }
})
afterEach(async () => await files?.close())

async function run(crm: readonly string[], billing: readonly string[], name = 'customers'): Promise<void> {
  await files.write('crm.csv', ['id,balance,plan', ...crm])
  await files.write('billing.csv', ['id,balance,plan', ...billing])
  const scope = { kind: 'everything' } as const
  await runReconciliation(context, { name, scope, trigger: 'schedule', requestedBy: 'schedule' })
}

async function act(number: number, action: TriageAction, id = 'ada'): Promise<void> {
  const actor = { kind: 'person', id, surface: 'cli' } as const
  const until = action === 'snooze' ? new Date(time + HOUR) : undefined
  const moved = await triageDiscrepancy(context, { number, action, actor, ...(until ? { until } : {}) })
  expect(moved.accepted).toBe(true)
}

async function facts(
  hours = 24,
  more: Partial<Parameters<typeof gatherDigest>[1]> = {},
): Promise<DigestFacts> {
  return await gatherDigest(context, {
    reconciliations: context.settings.reconciliations,
    day: '2026-11-02',
    since: new Date(time - hours * HOUR),
    until: new Date(time),
    ...more,
  })
}

const DIFFERENT = ['1,1,a', '2,2,a', '3,3,a', '4,4,a', '5,5,a']
const ZEROES = ['1,9,a', '2,9,a', '3,9,a', '4,9,a', '5,9,a']

test('medians rest on the first acknowledgement and the resolution by people, since it was opened or came back', async () => {
  await run(DIFFERENT, ZEROES)
  time += 10 * MINUTE
  await act(1, 'acknowledge')
  time += 20 * MINUTE
  await act(2, 'acknowledge')
  await act(2, 'unacknowledge')
  time += 60 * MINUTE
  // The second time of #2 does not count, and what is undone was never done.
  await act(2, 'acknowledge')
  await act(3, 'acknowledge')
  await act(3, 'undo')
  await act(1, 'resolve', 'bea')
  await act(2, 'resolve', 'bea')
  await act(3, 'resolve')
  await act(4, 'resolve', 'cy')
  await act(4, 'undo', 'cy')
  time += MINUTE
  const found = await facts()
  // Acknowledged after 10 and 30 min; three resolved after 90 min each.
  expect(found.acknowledgedAfter).toEqual({ seconds: 20 * 60, count: 2 })
  expect(found.resolvedAfter).toEqual({ seconds: 90 * 60, count: 3 })
  expect(found.resolvedByPeople).toBe(3)
  expect(found.resolvers).toEqual({
    people: 2,
    top: [
      { actor: { kind: 'person', id: 'bea', surface: 'cli' }, count: 2 },
      { actor: { kind: 'person', id: 'ada', surface: 'cli' }, count: 1 },
    ],
  })
})

test('of what came back the time counts from then', async () => {
  await run(['1,1,a'], ['1,9,a'])
  time += HOUR
  await run(['1,9,a'], ['1,9,a'])
  time += HOUR
  await run(['1,1,a'], ['1,9,a'])
  time += 5 * MINUTE
  await act(1, 'acknowledge')
  time += MINUTE
  expect(await facts()).toMatchObject({
    opened: 1,
    reopened: 1,
    resolvedByThemselves: 1,
    acknowledgedAfter: { seconds: 300, count: 1 },
  })
})

test('nothing that nobody did has a median, and what nobody recognised no cause', async () => {
  await run(['1,1,a', '2,2,a'], ['2,2,a'])
  const found = await facts(24, { until: new Date(time + 1) })
  expect(found).not.toHaveProperty('acknowledgedAfter')
  expect(found).not.toHaveProperty('resolvedAfter')
  expect(found).not.toHaveProperty('resolvers')
  expect(found).not.toHaveProperty('causes')
  expect(found).not.toHaveProperty('openBefore')
  expect(found.fields).toEqual([{ kind: 'missing', field: null, opened: 1, open: 1 }])
})

test('causes and fields tell what was opened since and what is open at all, most first', async () => {
  await run(['1,100,a'], ['1,1,a'])
  time += 48 * HOUR
  await run(['1,100,a', '2,7,a', '3,2,A'], ['1,1,a', '2,700,a', '3,2,B'])
  time += MINUTE
  const found = await facts()
  expect(found.fields).toEqual([
    { kind: 'mismatch', field: 'balance', opened: 1, open: 2 },
    { kind: 'mismatch', field: 'plan', opened: 1, open: 1 },
  ])
  expect(found.causes).toEqual([{ cause: 'x100', opened: 1, open: 2 }])
})

test('the trend begins with the first run, counts days of the zone, and ends with what is open', async () => {
  // In Berlin it is half past midnight of the 3rd: the day of the digest is the third day of the trend.
  await run(DIFFERENT, ZEROES)
  time = Date.parse('2026-11-02T23:30:00Z')
  await act(1, 'resolve')
  time = Date.parse('2026-11-04T08:00:00Z')
  await run(DIFFERENT.slice(0, 3), ZEROES.slice(0, 3))
  time += MINUTE
  const { trend } = await facts(24, { zone: 'Europe/Berlin' })
  expect(trend).toEqual({
    unit: 'day',
    points: [
      { day: '2026-11-02', opened: 5, resolved: 0, open: 5 },
      { day: '2026-11-03', opened: 0, resolved: 1, open: 4 },
      { day: '2026-11-04', opened: 1, resolved: 2, open: 3 },
    ],
  })
})

test('a trend by weeks has one point a week, and nothing that was never compared has one', async () => {
  expect(await facts()).not.toHaveProperty('trend')
  await run(['1,1,a'], ['1,9,a'])
  time += 7 * 24 * HOUR
  const { trend } = await facts(24, { unit: 'week' })
  expect(trend).toEqual({
    unit: 'week',
    points: [
      { day: '2026-11-02', opened: 1, resolved: 0, open: 1 },
      { day: '2026-11-09', opened: 0, resolved: 0, open: 1 },
    ],
  })
})

test('what fails, what wakes within a day, and how many were open before are said', async () => {
  await run(['1,1,a', '2,2,a'], ['1,9,a', '2,9,a'])
  await act(1, 'snooze')
  await files.write('crm.csv', ['id'])
  const request = { name: 'refunds', scope: { kind: 'everything' }, trigger: 'schedule' } as const
  await expect(runReconciliation(context, { ...request, requestedBy: 'schedule' })).rejects.toThrow()
  time += MINUTE
  const found = await facts(24, { before: { open: { high: 5, medium: 1, low: 1 } } })
  expect(found).toMatchObject({
    openBefore: 7,
    snoozed: 1,
    wakingSoon: 1,
    failing: ['Refunds'],
    numbers: [2],
  })
})

test('T37: of 5,000 new ones of medium severity nobody is told but by the digest, which counts them all', async () => {
  const rows = (plan: string) => Array.from({ length: 5_000 }, (_, id) => `${id},1,${plan}`)
  await run(rows('free'), rows('pro'))
  expect(await listPending(context.db)).toEqual([])
  time += MINUTE
  const found = await facts()
  expect(found).toMatchObject({ opened: 5_000, open: { high: 0, medium: 5_000, low: 0 } })
  expect(found.fields).toEqual([{ kind: 'mismatch', field: 'plan', opened: 5_000, open: 5_000 }])
  expect(found.trend?.points.at(-1)).toMatchObject({ opened: 5_000, open: 5_000 })
  expect(found.numbers).toHaveLength(5)
})

test('values that PostgreSQL cannot look into as JSON are counted like all others', async () => {
  await run(['1,1,a', '2,1,a\0', '3,1,\\u0000'], ['1,1,a', '2,1,b', '3,1,b'])
  time += MINUTE
  expect((await facts()).fields).toEqual([{ kind: 'mismatch', field: 'plan', opened: 2, open: 2 }])
})
