import { describe, expect, test } from 'vitest'
import { snoozePreset } from '../../src/domain/snooze-preset.ts'
import { snoozeProblem } from '../../src/domain/snooze-problem.ts'

const end = (preset: Parameters<typeof snoozePreset>[0], now: string, zone = 'Europe/Berlin') =>
  snoozePreset(preset, { now: new Date(now), zone })?.toISOString() ?? null

describe('snoozePreset()', () => {
  test('T26: a day is 24 hours also when the clocks change, and nine is nine', () => {
    // In Berlin the clocks go back an hour in the night to 25 October 2026, and forward in the night to 28 March 2027.
    expect(end('day', '2026-10-24T12:00:00Z')).toBe('2026-10-25T12:00:00.000Z')
    expect(end('tomorrow', '2026-10-24T12:00:00Z')).toBe('2026-10-25T08:00:00.000Z')
    expect(end('day', '2027-03-27T12:00:00Z')).toBe('2027-03-28T12:00:00.000Z')
    expect(end('tomorrow', '2027-03-27T12:00:00Z')).toBe('2027-03-28T07:00:00.000Z')
  })

  test('counts tomorrow and Monday by the days of the zone', () => {
    // 23:30 UTC on Sunday is Monday already in Tokyo.
    expect(end('tomorrow', '2026-11-01T23:30:00Z', 'Asia/Tokyo')).toBe('2026-11-03T00:00:00.000Z')
    expect(end('monday', '2026-11-01T23:30:00Z', 'Asia/Tokyo')).toBe('2026-11-09T00:00:00.000Z')
    expect(end('monday', '2026-11-01T23:30:00Z', 'UTC')).toBe('2026-11-02T09:00:00.000Z')
    expect(end('monday', '2026-11-06T08:00:00Z', 'UTC')).toBe('2026-11-09T09:00:00.000Z')
  })

  test('adds hours and weeks, and has no end until values change', () => {
    expect(end('hour', '2026-11-06T08:00:00Z')).toBe('2026-11-06T09:00:00.000Z')
    expect(end('half-day', '2026-11-06T08:00:00Z')).toBe('2026-11-06T12:00:00.000Z')
    expect(end('week', '2026-11-06T08:00:00Z')).toBe('2026-11-13T08:00:00.000Z')
    expect(end('change', '2026-11-06T08:00:00Z')).toBeNull()
  })
})

test('T26: snoozeProblem() refuses what is over, zero minutes, more than a year, and a month without a reason', () => {
  const now = new Date('2026-11-02T09:00:00Z')
  const problem = (minutes: number, note = '') =>
    snoozeProblem(new Date(now.getTime() + minutes * 60_000), { now, note })
  const day = 24 * 60
  expect([problem(-1), problem(0), problem(1), problem(30 * day)]).toEqual(['over', 'over', null, null])
  expect([problem(30 * day + 1), problem(30 * day + 1, ' '), problem(31 * day, 'year end')]).toEqual([
    'unexplained',
    'unexplained',
    null,
  ])
  expect([problem(366 * day, 'x'), problem(366 * day + 1, 'x')]).toEqual([null, 'too-far'])
  expect(snoozeProblem(null, { now, note: '' })).toBeNull()
})
