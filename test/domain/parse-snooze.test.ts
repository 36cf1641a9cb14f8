import { expect, test } from 'vitest'
import { parseSnooze } from '../../src/domain/parse-snooze.ts'

const now = new Date('2026-11-21T09:30:00Z')
const read = (text: string, zone = 'Europe/Berlin') => parseSnooze(text, { now, zone })?.toISOString() ?? null

test.each([
  ['30m', '2026-11-21T10:00:00.000Z'],
  ['12h', '2026-11-21T21:30:00.000Z'],
  ['3d', '2026-11-24T09:30:00.000Z'],
  ['2w', '2026-12-05T09:30:00.000Z'],
  ['2026-12-01T09:00', '2026-12-01T08:00:00.000Z'],
  ['2027-06-01T09:00', '2027-06-01T07:00:00.000Z'],
  ['2026-12-01', '2026-11-30T23:00:00.000Z'],
  ['2026-12-01T09:00Z', '2026-12-01T09:00:00.000Z'],
  ['2026-12-01T09:00+05:30', '2026-12-01T03:30:00.000Z'],
  [' change ', null],
])('parseSnooze() reads %s', (text, expected) => {
  expect(read(text)).toBe(expected)
})

test.each(['', 'tomorrow', '3', '3x', '-3d', '2026-13-01', '2026-02-30T09:00', '25:00', '2026-12-01T25:00'])(
  'parseSnooze() refuses %j with what to write',
  (text) => {
    expect(() => read(text)).toThrow(`"${text}" is no end of a snooze: write a time like`)
  },
)

test('parseSnooze() refuses what is over and what is more than a year away', () => {
  expect(() => read('2026-11-21T10:30')).toThrow('is over already')
  expect(() => read('400d')).toThrow('more than a year away')
})
