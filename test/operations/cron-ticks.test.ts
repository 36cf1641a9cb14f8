import { createTask } from 'node-cron'
import { describe, expect, test } from 'vitest'
import { ticksOf } from '../../src/operations/cron-ticks.ts'

/** So many ticks after an instant, as UTC to the minute. */
function ticksAfter(from: string, count: number, { cron, zone }: { cron: string; zone: string }): string[] {
  const ticks = ticksOf({ cron, zone })
  const found: string[] = []
  for (let at = ticks.next(new Date(from)); at && found.length < count; at = ticks.next(at)) {
    found.push(at.toISOString().slice(0, 16))
  }
  return found
}

const BERLIN = 'Europe/Berlin'
// On 2026-03-29 Berlin goes from 02:00 (+1) to 03:00 (+2), at 01:00 UTC.
const SPRING = '2026-03-28T12:00:00Z'
// On 2026-10-25 it goes from 03:00 (+2) back to 02:00 (+1), at 01:00 UTC.
const AUTUMN = '2026-10-24T20:00:00Z'

describe('the night when clocks go forward', () => {
  test.each<[string, string[]]>([
    // 02:30 does not exist: 03:30 stands for it.
    ['30 2 * * *', ['2026-03-29T01:30', '2026-03-30T00:30']],
    ['0 3 * * *', ['2026-03-29T01:00', '2026-03-30T01:00']],
    // 02:30 and 03:30 are one tick that day.
    ['30 2,3 * * *', ['2026-03-29T01:30', '2026-03-30T00:30', '2026-03-30T01:30']],
    ['*/20 2 * * *', ['2026-03-29T01:00', '2026-03-29T01:20', '2026-03-29T01:40', '2026-03-30T00:00']],
    ['30 2 * * 0', ['2026-03-29T01:30', '2026-04-05T00:30']],
  ])('%s has its tick once', (cron, expected) => {
    expect(ticksAfter(SPRING, expected.length, { cron, zone: BERLIN })).toEqual(expected)
  })

  test('an hourly one comes every hour, once', () => {
    expect(ticksAfter('2026-03-28T23:30:00Z', 4, { cron: '0 * * * *', zone: BERLIN })).toEqual([
      '2026-03-29T00:00',
      '2026-03-29T01:00',
      '2026-03-29T02:00',
      '2026-03-29T03:00',
    ])
  })
})

describe('the night when clocks go back', () => {
  test.each<[string, string[]]>([
    // 02:30 comes twice, at 00:30 and 01:30 UTC: the first is the tick.
    ['30 2 * * *', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['30 2,3 * * *', ['2026-10-25T00:30', '2026-10-25T02:30', '2026-10-26T01:30']],
    ['0 3 * * *', ['2026-10-25T02:00', '2026-10-26T02:00']],
  ])('%s has its tick once', (cron, expected) => {
    expect(ticksAfter(AUTUMN, expected.length, { cron, zone: BERLIN })).toEqual(expected)
  })

  test('one that comes every hour leaves none out', () => {
    expect(ticksAfter('2026-10-24T23:30:00Z', 4, { cron: '0 * * * *', zone: BERLIN })).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T01:00',
      '2026-10-25T02:00',
      '2026-10-25T03:00',
    ])
    expect(ticksAfter('2026-10-25T00:20:00Z', 4, { cron: '*/30 * * * *', zone: BERLIN })).toEqual([
      '2026-10-25T00:30',
      '2026-10-25T01:00',
      '2026-10-25T01:30',
      '2026-10-25T02:00',
    ])
  })
})

test.each<[string, string, string, string[]]>([
  // Clocks go from midnight to one.
  ['America/Havana', '2026-03-07T12:00:00Z', '0 0 * * *', ['2026-03-08T05:00', '2026-03-09T04:00']],
  // By half an hour only: 02:15 does not exist on 2026-10-04, and is 02:45.
  ['Australia/Lord_Howe', '2026-10-03T00:00:00Z', '15 2 * * *', ['2026-10-03T15:45', '2026-10-04T15:15']],
  [
    'Asia/Kolkata',
    '2026-01-01T00:00:00Z',
    '0 9 * * 1-5',
    ['2026-01-01T03:30', '2026-01-02T03:30', '2026-01-05T03:30'],
  ],
  ['UTC', '2026-01-01T00:00:00Z', '0 0 29 2 *', ['2028-02-29T00:00', '2032-02-29T00:00']],
  ['UTC', '2026-01-01T00:00:00Z', '0 0 L * *', ['2026-01-31T00:00', '2026-02-28T00:00']],
])('in %s after %s, %s', (zone, from, cron, expected) => {
  expect(ticksAfter(from, expected.length, { cron, zone })).toEqual(expected)
})

test('where clocks do not change, every tick is what node-cron takes for one, and none between is left out', () => {
  for (const cron of [
    '*/7 1-5,22 * * *',
    '0 0 1,L * *',
    '15 10 * * 5#2',
    '5-50/9 */3 * 2,11 1-5',
    '@weekly',
  ]) {
    const task = createTask(cron, () => {}, { timezone: 'UTC' })
    const expected: string[] = []
    for (let at = Date.UTC(2026, 1, 1); at < Date.UTC(2026, 2, 3); at += 60_000) {
      if (task.match(new Date(at))) expected.push(new Date(at).toISOString().slice(0, 16))
    }
    expect(expected).not.toEqual([])
    expect(ticksAfter('2026-01-31T23:59:59Z', expected.length, { cron, zone: 'UTC' })).toEqual(expected)
    void task.destroy()
  }
}, 60_000)

describe('the last tick of a time', () => {
  const last = (cron: string, since: string, until: string, zone = BERLIN) =>
    ticksOf({ cron, zone })
      .last({ since: new Date(since), until: new Date(until) })
      ?.toISOString() ?? null

  test.each<[string, string, string, string | null]>([
    ['0 * * * *', '2026-11-01T00:00:00Z', '2026-11-01T10:59:59Z', '2026-11-01T10:00:00.000Z'],
    // The end belongs to it, the beginning does not.
    ['0 * * * *', '2026-11-01T09:00:00Z', '2026-11-01T10:00:00Z', '2026-11-01T10:00:00.000Z'],
    ['0 * * * *', '2026-11-01T10:00:00Z', '2026-11-01T10:30:00Z', null],
    ['0 3 * * 0', '2026-10-01T00:00:00Z', '2026-11-07T12:00:00Z', '2026-11-01T02:00:00.000Z'],
    // Of the hour that comes twice, a daily one has the first alone and an hourly one both.
    ['30 2 * * *', '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['30 * * * *', '2026-10-24T12:00:00Z', '2026-10-25T01:59:00Z', '2026-10-25T01:30:00.000Z'],
    ['30 2 * * *', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', '2026-03-29T01:30:00.000Z'],
    ['*/20 * * * * *', '2026-11-01T10:00:00Z', '2026-11-01T10:00:45Z', '2026-11-01T10:00:40.000Z'],
  ])('%s between %s and %s', (cron, since, until, expected) => {
    expect(last(cron, since, until)).toBe(expected)
  })
})
