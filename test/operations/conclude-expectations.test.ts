import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CounterfoilError } from '../../src/domain/errors.ts'
import type { NotedEvent } from '../../src/domain/noted-event.ts'
import { concludeExpectations } from '../../src/operations/conclude-expectations.ts'
import type { Context } from '../../src/operations/context.ts'
import { describeStatus } from '../../src/operations/describe-status.ts'
import { noteEvents } from '../../src/operations/note-events.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { listDiscrepancies } from '../../src/store/discrepancies.ts'
import { listRuns } from '../../src/store/runs.ts'
import { outbox } from '../../src/store/schema.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { readAwaited } from './read-awaited.ts'

const CONFIG = `
sources:
  posted: { type: events }
  billing: { type: files, path: billing.csv, settledFor: 0s }
reconciliations:
  orders:
    sides:
      shop: { source: posted, key: id }
      billing: { source: billing, key: id }
    fields: { amount: decimal }
    expectWithin: 5m
    guard: false
    notify: { channel: "#ops" }
`
const NOON = new Date('2026-11-22T12:00:00Z')
const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000)

let server: TrackerServer
let files: TrackedFiles
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  files = await server.open(CONFIG)
  await billing()
})
afterEach(async () => await files?.close())

const billing = (...rows: string[]) => files.write('billing.csv', ['id,amount', ...rows])
const at = (now: Date, more: Partial<Context> = {}): Context => ({
  ...files.context,
  now: () => now,
  ...more,
})
const shop = (id: string, amount: string | null, when = NOON): NotedEvent => ({
  side: 'shop',
  key: [id],
  at: when,
  record: amount === null ? null : { amount },
})
const note = (events: readonly NotedEvent[], now = NOON) =>
  noteEvents(at(now), { reconciliation: 'orders', events })
/** Until nothing is due: how many records each check had. */
async function conclude(now: Date, more: Partial<Context> = {}): Promise<number[]> {
  const checked: number[] = []
  for (;;) {
    const records = await concludeExpectations(at(now, more))
    if (records === 0) return checked
    checked.push(records)
  }
}
const found = async () =>
  (await listDiscrepancies(files.context.db, { limit: 100 })).map(({ finding, status }) => {
    const field = 'field' in finding ? ` ${finding.field}` : ''
    return `${finding.key.id} ${finding.kind}${field}: ${status}`
  })
const tags = async () =>
  (await files.context.db.select({ tag: outbox.tag }).from(outbox)).map(({ tag }) => tag)

describe('a write', () => {
  test('that never reaches the other side is told when its window ends, and not before', async () => {
    await note([shop('1', '9.90')])
    expect(await conclude(new Date(minutes(5).getTime() - 1))).toEqual([])
    expect(await found()).toEqual([])
    expect(await conclude(minutes(5))).toEqual([1])
    expect(await found()).toEqual(['1 missing: new'])
    expect(await tags()).toEqual(['card:1'])
    expect(await readAwaited(files.context.db)).toEqual([])
  })

  test('that arrives in time is told nobody', async () => {
    await note([shop('1', '9.90'), shop('2', '1')])
    await billing('1,9.9', '2,2')
    expect(await conclude(minutes(5))).toEqual([2])
    expect(await found()).toEqual(['2 mismatch amount: new'])
    await note([shop('3', '7')], minutes(6))
    await billing('1,9.9', '2,2', '3,7')
    expect(await conclude(minutes(11))).toEqual([1])
    expect(await found()).toEqual(['2 mismatch amount: new'])
    expect(await tags()).toEqual(['card:1'])
  })

  test('that was taken back on both sides is told nobody', async () => {
    await note([shop('1', '9.90')])
    await note([shop('1', null, minutes(1))], minutes(1))
    expect(await conclude(minutes(6))).toEqual([1])
    expect(await found()).toEqual([])
  })

  test('that puts right what was told is seen two seconds later, not when its window ends', async () => {
    await note([shop('1', '9.90')])
    await conclude(minutes(5))
    expect(await found()).toEqual(['1 missing: new'])
    await billing('1,9.90')
    await noteEvents(at(minutes(10)), {
      reconciliation: 'orders',
      events: [{ side: 'billing', key: ['1'], at: minutes(10) }],
    })
    expect(await conclude(new Date(minutes(10).getTime() + 1_999))).toEqual([])
    expect(await conclude(new Date(minutes(10).getTime() + 2_000))).toEqual([1])
    expect(await found()).toEqual(['1 missing: resolved'])
    expect(await conclude(minutes(14))).toEqual([])
    expect(await conclude(minutes(15))).toEqual([1])
    expect(await readAwaited(files.context.db)).toEqual([])
  })

  test('on a record with something open opens nothing else before its window ends', async () => {
    await note([shop('1', '9.90')])
    await conclude(minutes(5))
    // Billing has it now, with what the shop had before: the last change is on its way.
    await billing('1,9.90')
    await note([shop('1', '12.00', minutes(10))], minutes(10))
    expect(await conclude(minutes(11))).toEqual([1])
    expect(await found()).toEqual(['1 missing: resolved'])
    expect(await conclude(minutes(15))).toEqual([1])
    expect(await found()).toEqual(['1 mismatch amount: new', '1 missing: resolved'])
  })
})

describe('a check', () => {
  test('leaves a record that was written again while it went on, and begins its window anew', async () => {
    await note([shop('1', '9.90')])
    const connect: Context['connect'] = async (...source) => {
      // The next version, written in the moment of the check.
      if (source[0] === 'billing') await note([shop('1', '10.00', minutes(5))], minutes(5))
      return await files.context.connect(...source)
    }
    expect(await conclude(minutes(5), { connect })).toEqual([1])
    expect(await found()).toEqual([])
    expect(await readAwaited(files.context.db)).toEqual([
      expect.objectContaining({ dueAt: minutes(10), firstAt: minutes(5), leasedBy: null }),
    ])
    expect(await conclude(minutes(10))).toEqual([1])
    expect(await found()).toEqual(['1 missing: new'])
  })

  test('that fails is made again after growing waits, with nothing lost and nothing concluded', async () => {
    await note([shop('1', '9.90'), shop('2', '1')])
    const away: Context['connect'] = async () => {
      throw new Error('no way there')
    }
    const waits = [1, 2, 4, 8, 16, 30, 30]
    let now = minutes(5)
    for (const wait of waits) {
      expect(await conclude(now, { connect: away })).toEqual([2])
      now = new Date(now.getTime() + wait * 60_000)
      expect(await conclude(new Date(now.getTime() - 1))).toEqual([])
    }
    expect(await found()).toEqual([])
    await billing('1,9.90', '2,1')
    expect(await conclude(now)).toEqual([2])
    expect(await readAwaited(files.context.db)).toEqual([])
    const states = (await listRuns(files.context.db, { limit: 20 })).map(({ state }) => state)
    expect(states).toEqual(['completed', ...waits.map(() => 'failed')])
  })

  test('that is stopped by the end of the process is made by the next one at once', async () => {
    await note([shop('1', '9.90')])
    const stopping = new AbortController()
    const connect: Context['connect'] = async (...source) => {
      stopping.abort()
      return await files.context.connect(...source)
    }
    await concludeExpectations(at(minutes(5), { connect, signal: stopping.signal }))
    expect(await found()).toEqual([])
    expect(await conclude(minutes(5))).toEqual([1])
    expect(await found()).toEqual(['1 missing: new'])
  })

  test('whose process died is made by another when its lease has ended', async () => {
    await note([shop('1', '9.90')])
    const died = new Promise<never>(() => undefined)
    void concludeExpectations(at(minutes(5), { connect: () => died }))
    await expect.poll(async () => (await readAwaited(files.context.db))[0]?.leasedBy).not.toBe(null)
    expect(await conclude(minutes(6))).toEqual([])
    expect(await conclude(new Date(minutes(6).getTime() + 1))).toEqual([1])
    expect(await found()).toEqual(['1 missing: new'])
  })

  test('of 10,000 records by two processes is ten runs, and each record is in one of them', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => String(index))
    for (let start = 0; start < ids.length; start += 1_000)
      await note(ids.slice(start, start + 1_000).map((id) => shop(id, '1')))
    await billing(...ids.map((id) => `${id},1`))
    const both = await Promise.all([conclude(minutes(5)), conclude(minutes(5))])
    expect(both.flat().reduce((sum, records) => sum + records, 0)).toBe(10_000)
    const runs = await listRuns(files.context.db, { limit: 20 })
    const keys = runs.flatMap(({ scope }) => (scope.kind === 'keys' ? scope.keys : []))
    expect(runs).toHaveLength(10)
    expect(new Set(keys.map(({ id }) => id)).size).toBe(10_000)
    expect(keys).toHaveLength(10_000)
    expect(runs.every(({ trigger, requestedBy }) => trigger === 'event' && requestedBy === 'events')).toBe(
      true,
    )
    expect(await found()).toEqual([])
  })
})

describe('a run of everything', () => {
  const runAll = (now: Date) =>
    runReconciliation(at(now), {
      name: 'orders',
      scope: { kind: 'everything' },
      trigger: 'schedule',
      requestedBy: 'schedule',
    })

  test('concludes nothing about a record whose window is open, and counts it as in flight', async () => {
    await note([shop('1', '9.90'), shop('2', '1', minutes(-10))])
    const { run, changes } = await runAll(minutes(1))
    expect(await found()).toEqual(['2 missing: new'])
    expect(changes).toEqual({ opened: 1, seenAgain: 0, reopened: 0, resolved: 0 })
    expect(run.summary?.counts).toMatchObject({ missing: 1, timing: 1 })
    await runAll(minutes(6))
    expect(await found()).toEqual(['1 missing: new', '2 missing: new'])
  })

  test('resolves what agrees, window or not', async () => {
    await note([shop('1', '9.90')])
    await conclude(minutes(5))
    await billing('1,9.90')
    await note([shop('1', '9.90', minutes(6))], minutes(6))
    await runAll(minutes(6))
    expect(await found()).toEqual(['1 missing: resolved'])
  })
})

describe('the status', () => {
  const status = async (now: Date) => (await describeStatus(at(now))).reconciliations[0]!

  test('counts what is awaited, and says since when and why it could not be checked', async () => {
    expect((await status(NOON)).awaited).toBe(null)
    await note([shop('1', '9.90'), shop('2', '1', minutes(-1))])
    expect((await status(minutes(4))).awaited).toEqual({ records: 2, overdueSince: null, error: null })
    const away: Context['connect'] = async () => {
      throw new CounterfoilError('source-unreachable', 'billing cannot be reached')
    }
    await conclude(minutes(5), { connect: away })
    expect((await status(minutes(6))).awaited).toEqual({
      records: 2,
      overdueSince: minutes(4),
      error: 'billing cannot be reached',
    })
  })

  test('has as its last run none that came after an event', async () => {
    await runReconciliation(at(NOON), {
      ...{ name: 'orders', trigger: 'cli', requestedBy: 'ada' },
      scope: { kind: 'everything' },
    })
    await note([shop('1', '9.90')])
    await conclude(minutes(5))
    expect(await status(minutes(6))).toMatchObject({
      lastRun: { trigger: 'cli', startedAt: NOON },
      open: { high: 1 },
      awaited: null,
    })
  })
})

test('a person who asks for a record is told what there is, window or not', async () => {
  await note([shop('1', '9.90')])
  await runReconciliation(at(minutes(1)), {
    name: 'orders',
    scope: { kind: 'keys', keys: [{ id: '1' }] },
    trigger: 'slash',
    requestedBy: 'U1',
  })
  expect(await found()).toEqual(['1 missing: new'])
})
