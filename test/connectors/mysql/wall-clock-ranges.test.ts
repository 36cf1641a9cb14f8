import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wallClockRanges } from '../../../src/connectors/mysql/wall-clock-ranges.ts'
import { parseTimestamp } from '../../../src/engine/index.ts'

const seconds = (text: string, zone: string): number =>
  (parseTimestamp(text, zone) as { seconds: number }).seconds

describe('wallClockRanges()', () => {
  test('is one range where the clock does not change', () => {
    const days = { from: '2026-11-01T00:00:00Z', to: '2026-11-03T00:00:00Z' }
    expect(wallClockRanges(days, 'UTC')).toEqual([
      { from: '2026-11-01 00:00:00.000000', to: '2026-11-03 00:00:00.000000' },
    ])
    expect(wallClockRanges(days, 'Asia/Kolkata')).toEqual([
      { from: '2026-11-01 05:30:00.000000', to: '2026-11-03 05:30:00.000000' },
    ])
    expect(wallClockRanges({ from: '2026-11-01T10:00:00.123456Z', to: null }, '+02:00')).toEqual([
      { from: '2026-11-01 12:00:00.123456', to: null },
    ])
  })

  test('takes a reading that does not exist for an hour later', () => {
    // In Berlin 02:00 to 03:00 is left out; 02:30 means 03:30, which is 01:30 in UTC.
    expect(
      wallClockRanges({ from: '2024-03-31T01:15:00Z', to: '2024-03-31T02:00:00Z' }, 'Europe/Berlin'),
    ).toEqual([
      { from: '2024-03-31 02:15:00.000000', to: '2024-03-31 03:00:00.000000' },
      { from: '2024-03-31 03:15:00.000000', to: '2024-03-31 04:00:00.000000' },
    ])
  })

  test('says of every reading what the judge says, around every change of the clock', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'UTC',
    )
    const half = fc.integer({ min: 0, max: 48 * 366 })
    fc.assert(
      fc.property(zones, half, fc.integer({ min: 1, max: 100 }), half, (zone, begin, length, reading) => {
        const instant = (hours: number) => new Date(Date.UTC(2011, 0, 1) + hours * 1_800_000).toISOString()
        const [from, to] = [instant(begin), instant(begin + length)]
        const near = begin + (reading % 200) - 50
        const wall = instant(near).slice(0, 19).replace('T', ' ')
        const inside = seconds(wall, zone) >= seconds(from, 'UTC') && seconds(wall, zone) < seconds(to, 'UTC')
        const found = wallClockRanges({ from, to }, zone).some(
          (range) =>
            (range.from === null || `${wall}.000000` >= range.from) &&
            (range.to === null || `${wall}.000000` < range.to),
        )
        expect(found).toBe(inside)
      }),
      { numRuns: 2000 },
    )
  })
})
