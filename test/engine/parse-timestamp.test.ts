import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTimestamp } from '../../src/engine/parse-timestamp.ts'

const seconds = (text: string, zone = 'UTC') => {
  const instant = parseTimestamp(text, zone)
  return typeof instant === 'object' ? instant?.seconds : instant
}

describe('parseTimestamp()', () => {
  it.each([
    '2026-11-01T09:00:00Z',
    '2026-11-01 10:00:00+01',
    '2026-11-01t10:00:00+0100',
    '2026-11-01 14:30:15+05:30:15',
    '2026-11-01 09:00',
    '2026-11-01 09:00:00 UTC',
    '2026-11-01 00:30:00.000-08:30',
    '+2026-11-01T09:00:00,0z',
  ])('reads %s', (text) => {
    expect(parseTimestamp(text, 'UTC')).toEqual({ seconds: Date.UTC(2026, 10, 1, 9) / 1000, fraction: '' })
  })

  it.each([
    '2026-13-01',
    '2026-02-29',
    '1900-02-29',
    '2026-11-01 25:00:00',
    '2026-11-01 24:00:01',
    '2026-11-01 10:60:00',
    '2026-11-01 10',
    '2026-11-01 10:00:00+24',
    '1762000000',
    '01.11.2026',
    '2026-11-01 10:00:00 ',
    '0000-01-01 BC',
    '2026-11-01Z',
    'now',
    '',
  ])('refuses %j', (text) => {
    expect(parseTimestamp(text, 'UTC')).toBeNull()
  })

  it('keeps every digit of the fraction, also before 1970', () => {
    expect(parseTimestamp('1969-12-31 23:59:59.123456789012345', 'UTC')).toEqual({
      seconds: -1,
      fraction: '123456789012345',
    })
  })

  it('reads the years that PostgreSQL knows', () => {
    expect(seconds('infinity')).toBe('infinity')
    expect(seconds('-infinity')).toBe('-infinity')
    expect(seconds('0001-12-31 23:59:59+00 BC')).toBe((seconds('0001-01-01 00:00:00+00')! as number) - 1)
    expect(seconds('294276-12-31 23:59:59+00')).toBe(9_224_318_015_999)
    expect(seconds('4713-01-01 00:00:00 BC')).toBe(Date.UTC(-4712, 0, 1) / 1000)
    expect(seconds('2026-06-30 24:00:00')).toBe(seconds('2026-07-01'))
    expect(seconds('2016-12-31 23:59:60Z')).toBe(seconds('2017-01-01'))
  })

  it('reads a wall clock in its zone: a missing hour is an hour later, a double one the first', () => {
    const berlin = (text: string) => new Date((seconds(text, 'Europe/Berlin') as number) * 1000).toISOString()
    expect(berlin('2024-03-31 01:59:59')).toBe('2024-03-31T00:59:59.000Z')
    expect(berlin('2024-03-31 02:30:00')).toBe('2024-03-31T01:30:00.000Z')
    expect(berlin('2024-03-31 03:30:00')).toBe('2024-03-31T01:30:00.000Z')
    expect(berlin('2024-10-27 02:30:00')).toBe('2024-10-27T00:30:00.000Z')
    expect(berlin('2024-10-27 03:00:00')).toBe('2024-10-27T02:00:00.000Z')
    expect(berlin('2024-07-01 00:00:00')).toBe('2024-06-30T22:00:00.000Z')
    expect(berlin('1880-01-01 00:53:28')).toBe('1880-01-01T00:00:00.000Z')
    expect(seconds('2024-07-01 00:00:00', '+02:00')).toBe(seconds('2024-06-30 22:00:00'))
    expect(parseTimestamp('280000-01-01 00:00:00', 'Europe/Berlin')).toBeNull()
  })

  it('agrees with Date on every millisecond that Date knows', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(-62_135_596_800_000), noInvalidDate: true }), (date) => {
        const { seconds, fraction } = parseTimestamp(date.toISOString(), 'UTC') as {
          seconds: number
          fraction: string
        }
        expect(seconds * 1000 + Number(fraction.padEnd(3, '0'))).toBe(date.getTime())
      }),
    )
  })
})
