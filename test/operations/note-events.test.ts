import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CounterfoilError } from '../../src/domain/errors.ts'
import type { NotedEvent } from '../../src/domain/noted-event.ts'
import type { Context } from '../../src/operations/context.ts'
import { noteEvents, saveNotedEvents } from '../../src/operations/note-events.ts'
import { readEventRecords } from '../../src/store/event-records.ts'
import type { Database } from '../../src/store/open-database.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { readAwaited } from './read-awaited.ts'

const CONFIG = `
sources:
  posted: { type: events, keep: 2d }
  billing: { type: files, path: billing.csv }
reconciliations:
  orders:
    sides:
      shop: { source: posted, key: [region, id] }
      billing: { source: billing, key: [area, no] }
    fields: { amount: decimal }
    expectWithin: 5m
  quiet:
    sides:
      shop: { source: billing, key: id }
      billing: { source: billing, key: id }
    fields: { amount: decimal }
`
const NOON = new Date('2026-11-22T12:00:00Z')
const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000)

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

const at = (now: Date): Context => ({ ...files.context, now: () => now })
const shop = (id: string, more: Partial<NotedEvent> = {}): NotedEvent => ({
  side: 'shop',
  key: ['eu', id],
  at: NOON,
  record: { amount: '1.50' },
  ...more,
})
const note = (events: readonly NotedEvent[], now = NOON, idempotencyKey?: string) =>
  noteEvents(at(now), {
    reconciliation: 'orders',
    events,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  })
const awaited = async (id: string) =>
  (await readAwaited(files.context.db)).filter(({ key }) => key === JSON.stringify(['eu', id]))
const kept = async (id: string, side = 'shop') => {
  const wanted = { reconciliation: 'orders', side, keys: [['eu', id]] }
  const records: unknown[] = []
  for await (const page of readEventRecords(files.context.db, wanted))
    records.push(...page.map(({ record }) => record))
  return records
}

describe('noteEvents()', () => {
  test('awaits the record on all sides until the window after the newest event ends', async () => {
    expect(await note([shop('w')])).toEqual({ accepted: 1, isRepeat: false, dueAt: minutes(5) })
    const later = { side: 'billing', key: ['eu', 'w'], at: minutes(2) }
    expect(await note([later], minutes(3))).toEqual({ accepted: 1, isRepeat: false, dueAt: minutes(7) })
    expect(await awaited('w')).toEqual([
      expect.objectContaining({ side: 'billing', dueAt: minutes(7), events: 2, generation: 2 }),
    ])
  })

  test('an event that comes late does not move the window back', async () => {
    await note([shop('l', { at: minutes(2) })], minutes(2))
    await note([shop('l', { at: NOON, side: 'billing' })], minutes(3))
    expect(await awaited('l')).toEqual([expect.objectContaining({ side: 'shop', dueAt: minutes(7) })])
  })

  test('a key that is written all the time is due four windows after the first event came in', async () => {
    for (let minute = 0; minute <= 18; minute += 3)
      await note([shop('b', { at: minutes(minute) })], minutes(minute))
    expect(await awaited('b')).toEqual([expect.objectContaining({ dueAt: minutes(20), events: 7 })])
  })

  test('an event of the future counts as one of now, and one of long ago is due at once', async () => {
    expect(await note([shop('f', { at: minutes(600) })])).toMatchObject({ dueAt: minutes(5) })
    expect(await note([shop('p', { at: minutes(-600) })])).toMatchObject({ dueAt: minutes(-595) })
  })

  test('many events for one key in one request are one expectation with the newest record', async () => {
    const events = [3, 1, 4, 2].map((minute) =>
      shop('m', { at: minutes(minute), record: { amount: String(minute) } }),
    )
    expect(await note(events, minutes(9))).toMatchObject({ accepted: 4, dueAt: minutes(9) })
    expect(await awaited('m')).toEqual([expect.objectContaining({ events: 4, dueAt: minutes(9) })])
    expect(await kept('m')).toEqual([{ amount: '4' }])
  })

  test('keeps the newest record, of two at the same time what came later, and none where it was deleted', async () => {
    await note([shop('r', { at: minutes(1), record: { amount: 'new' } })], minutes(9))
    await note([shop('r', { at: NOON, record: { amount: 'old' } })], minutes(9))
    expect(await kept('r')).toEqual([{ amount: 'new' }])
    await note([shop('r', { at: minutes(1), record: { amount: '\u0000é😀' } })], minutes(9))
    expect(await kept('r')).toEqual([{ amount: '\u0000é😀' }])
    await note([shop('r', { at: minutes(2), record: null })], minutes(9))
    expect(await kept('r')).toEqual([])
    await note([shop('r', { at: minutes(1), record: { amount: 'late' } })], minutes(9))
    expect(await kept('r')).toEqual([])
  })

  test('keeps no record of a side that is read elsewhere', async () => {
    await note([{ side: 'billing', key: ['eu', 'n'], at: NOON, record: { amount: '1' } }])
    expect(await kept('n', 'billing')).toEqual([])
    expect(await awaited('n')).toHaveLength(1)
  })

  test('many calls at once lose nothing', async () => {
    const calls = Array.from({ length: 300 }, (_, index) =>
      note([shop(`c${index % 100}`, { at: minutes(1) })], minutes(1)),
    )
    expect((await Promise.all(calls)).every(({ isRepeat }) => !isRepeat)).toBe(true)
    const found = (await readAwaited(files.context.db)).filter(({ key }) => key.startsWith('["eu","c'))
    expect(found).toHaveLength(100)
    expect(found.every(({ events }) => events === 3)).toBe(true)
  })

  test('goes with the transaction of a caller, or not at all', async () => {
    const stop = new Error('stop')
    const request = { reconciliation: 'orders', events: [shop('t')] }
    const saving = (end: () => void) =>
      files.context.db.transaction(async (transaction: Database) => {
        const noted = await saveNotedEvents(at(NOON), transaction, request)
        end()
        return noted
      })
    const failed = saving(() => {
      throw stop
    })
    await expect(failed).rejects.toBe(stop)
    expect(await awaited('t')).toEqual([])
    expect(await saving(() => undefined)).toEqual({ accepted: 1, isRepeat: false, dueAt: minutes(5) })
    expect(await awaited('t')).toHaveLength(1)
  })
})

describe('a request with an idempotency key', () => {
  test('is done once, also when both come at once, and answered alike', async () => {
    const both = await Promise.all([note([shop('i')], NOON, 'k1'), note([shop('i')], NOON, 'k1')])
    expect(both.map(({ isRepeat }) => isRepeat).sort()).toEqual([false, true])
    const again = await note([shop('i')], minutes(60), 'k1')
    expect(again).toEqual({ accepted: 1, isRepeat: true, dueAt: minutes(5) })
    expect(await awaited('i')).toEqual([expect.objectContaining({ events: 1 })])
  })

  test('is refused with other events, which are not noted', async () => {
    await note([shop('j')], NOON, 'k2')
    const [first, second] = await Promise.allSettled([
      note([shop('j'), shop('j2')], NOON, 'k2'),
      note([shop('j3')], NOON, 'k3'),
    ])
    expect(first).toMatchObject({
      reason: {
        code: 'usage',
        message: expect.stringMatching(/^The idempotency key "k2" was used for other/),
      },
    })
    expect(second.status).toBe('fulfilled')
    expect(await awaited('j2')).toEqual([])
    expect(await awaited('j3')).toHaveLength(1)
  })

  test('may be used anew after a day', async () => {
    await note([shop('d')], NOON, 'k4')
    expect(await note([shop('d2')], minutes(24 * 60 + 1), 'k4')).toMatchObject({ isRepeat: false })
    expect(await awaited('d2')).toHaveLength(1)
  })
})

const key = (...parts: (string | null)[]) => [shop('x', { key: parts })]
const REFUSED: [string, readonly NotedEvent[], string][] = [
  ['no event', [], 'There are no events: send one or more'],
  [
    'too many events',
    Array.from({ length: 10_001 }, () => shop('x')),
    '10001 events are too many for one request: send at most 10000 at once',
  ],
  [
    'an unknown side',
    [shop('x'), shop('x', { side: 'shpo' })],
    'events[1].side: "orders" has no side "shpo" (did you mean "shop"?); it has shop, billing',
  ],
  [
    'too few parts of a key',
    key('eu'),
    'events[0].key: the key of "shop" is region, id, and 1 parts are here: write 2',
  ],
  [
    'an empty part',
    key('eu', ''),
    'events[0].key[1]: this part of the key is empty, so it is no key: write its value',
  ],
  [
    'a null part',
    key(null, '1'),
    'events[0].key[0]: this part of the key is empty, so it is no key: write its value',
  ],
  [
    'U+0000 in a key',
    key('eu', 'a\0b'),
    'events[0].key[1]: there is a character in it that no system can hold (U+0000, or half a surrogate pair)',
  ],
  [
    'a long key',
    key('eu', 'é'.repeat(2_100)),
    'events[0].key: the key is longer than 4096 bytes: see that it is the key',
  ],
  [
    'no instant',
    [shop('x', { at: new Date(Number.NaN) })],
    'events[0].at: this is no instant: write one such as 2026-11-22T09:00:00Z',
  ],
  [
    'a date before computers',
    [shop('x', { at: new Date('1821-01-01T00:00:00Z') })],
    'events[0].at: 1821-01-01T00:00:00.000Z is before 1970 or after 9999: write when the record was written',
  ],
  [
    'no record of a side that is read from events',
    [{ side: 'shop', key: ['eu', 'x'], at: NOON }],
    'events[0].record: "shop" is read from events, so each must tell the record: write its columns, or null where it was deleted',
  ],
  [
    'a long record',
    [shop('x', { record: { note: 'x'.repeat(1_048_576) } })],
    'events[0].record: the record is longer than 1048576 bytes: leave out columns that are not compared',
  ],
  [
    'half a character',
    [shop('x', { record: { note: '\ud800' } })],
    'events[0].record: column "note" holds half a surrogate pair, which is no character',
  ],
]

describe('events that are refused', () => {
  test.each(REFUSED)('%s', async (_, events, message) => {
    await expect(note(events)).rejects.toMatchObject({ code: 'usage', message })
    expect(await awaited('x')).toEqual([])
  })

  test('of a reconciliation that is not there, or takes none', async () => {
    const ask = (reconciliation: string) =>
      noteEvents(at(NOON), { reconciliation, events: [shop('x')] }).catch(
        ({ code, message }: CounterfoilError) => `${code}: ${message}`,
      )
    expect(await ask('ordres')).toBe(
      'not-found: There is no reconciliation "ordres". There are: orders, quiet',
    )
    expect(await ask('quiet')).toBe(
      'usage: "quiet" takes no events, as it is not said how soon its sides must agree: add reconciliations.quiet.expectWithin to the config, such as expectWithin: 5m',
    )
  })

  test('an idempotency key that is none', async () => {
    await expect(note([shop('x')], NOON, '')).rejects.toMatchObject({ code: 'usage' })
  })
})
