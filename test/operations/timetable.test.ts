import { expect, test } from 'vitest'
import type { ScheduleEntry } from '../../src/domain/reconciliation.ts'
import { timetableOf } from '../../src/operations/timetable.ts'

const entry = (cron: string, more: Partial<ScheduleEntry> = {}): ScheduleEntry => ({
  cron,
  zone: 'UTC',
  changedOnly: false,
  ...more,
})

const timetable = (entries: readonly ScheduleEntry[], name = 'customers') =>
  timetableOf({ name, schedule: { zone: 'UTC', entries } })

const at = (time: string) => new Date(`2026-11-22T${time}Z`)
const due = (entries: readonly ScheduleEntry[], since: string, until: string) =>
  timetable(entries).due({ since: () => at(since), until: at(until) })

const HOURLY = entry('0 * * * *', { changedOnly: true })
const WEEKLY = entry('0 3 * * 0')

test('each entry has its next run, the soonest first', () => {
  const next = timetable([WEEKLY, HOURLY]).next(at('03:00'))
  expect(next.map(({ startsAt, changedOnly }) => [startsAt.toISOString().slice(0, 16), changedOnly])).toEqual(
    [
      ['2026-11-22T04:00', true],
      ['2026-11-29T03:00', false],
    ],
  )
  expect(timetableOf({ name: 'a', schedule: null }).next(at('03:00'))).toEqual([])
})

test('at the same instant the run of everything takes the place of the look at changes', () => {
  expect(due([HOURLY, WEEKLY], '02:30', '03:00')).toEqual({ at: at('03:00'), changedOnly: false })
  expect(due([HOURLY, WEEKLY], '03:00', '04:00')).toEqual({ at: at('04:00'), changedOnly: true })
  expect(due([HOURLY, WEEKLY], '04:00', '04:59')).toBeNull()
})

test('also where one of the two begins later', () => {
  const late = entry('0 3 * * 0', { jitterSeconds: 3_600 })
  const begins = timetable([late]).next(at('02:59:59'))[0]!.startsAt
  expect(begins > at('03:00')).toBe(true)
  expect(due([HOURLY, late], '02:59:59', '03:00')).toBeNull()
  const window = { since: () => new Date(begins.getTime() - 1), until: begins }
  expect(timetable([HOURLY, late]).due(window)).toEqual({ at: at('03:00'), changedOnly: false })
})

test('of several that are due, one is: of everything if one of them is, else the newest', () => {
  expect(due([HOURLY, WEEKLY], '00:30', '07:10')).toEqual({ at: at('03:00'), changedOnly: false })
  expect(due([HOURLY, WEEKLY], '03:30', '07:10')).toEqual({ at: at('07:00'), changedOnly: true })
})

test('a jitter delays every run of a reconciliation by the same time, the tick stays the same, and names spread evenly', () => {
  const jittered = entry('0 * * * *', { jitterSeconds: 120 })
  const delays = Array.from({ length: 200 }, (_, index) => {
    const [run] = timetable([jittered], `orders-${index}`).next(at('11:59:00'))
    // With the delay of before 12:00 in hand, the first run to come is of 11:00 or later; it is never early.
    return (run!.startsAt.getTime() - run!.at.getTime()) / 1_000
  })
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...delays)).toBeLessThan(120)
  for (const quarter of [0, 30, 60, 90]) {
    expect(delays.filter((delay) => delay >= quarter && delay < quarter + 30).length).toBeGreaterThan(25)
  }
  const [again] = timetable([jittered], 'orders-0').next(at('17:59:59'))
  expect((again!.startsAt.getTime() - again!.at.getTime()) / 1_000).toBe(delays[0])
  expect(again!.at).toEqual(at('18:00'))
})
