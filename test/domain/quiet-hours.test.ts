import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import type { QuietHours } from '../../src/domain/ladder.ts'
import { afterQuiet, isPutOff } from '../../src/domain/quiet-hours.ts'

const NIGHT: QuietHours = { from: '22:00', to: '07:00', zone: 'Europe/Berlin', except: ['high'] }
/** By the clock of Berlin. */
const berlin = (clock: string) =>
  new Date(Temporal.PlainDateTime.from(clock).toZonedDateTime('Europe/Berlin').epochMilliseconds)
const openAt = (clock: string, quiet = NIGHT) => afterQuiet(berlin(clock), quiet, 'medium')

describe('afterQuiet()', () => {
  test.each([
    ['2026-11-03T21:59', '2026-11-03T21:59'],
    ['2026-11-03T22:00', '2026-11-04T07:00'],
    ['2026-11-04T03:30', '2026-11-04T07:00'],
    ['2026-11-04T06:59', '2026-11-04T07:00'],
    ['2026-11-04T07:00', '2026-11-04T07:00'],
  ])('a night: %s becomes %s', (at, open) => {
    expect(openAt(at)).toEqual(berlin(open))
  })

  test('an exception is called at any time', () => {
    expect(afterQuiet(berlin('2026-11-04T03:30'), NIGHT, 'high')).toEqual(berlin('2026-11-04T03:30'))
    expect(afterQuiet(berlin('2026-11-04T03:30'), undefined, 'low')).toEqual(berlin('2026-11-04T03:30'))
  })

  test('hours of one day end on that day', () => {
    const lunch = { ...NIGHT, from: '12:00', to: '13:30' }
    expect(openAt('2026-11-04T12:45', lunch)).toEqual(berlin('2026-11-04T13:30'))
    expect(openAt('2026-11-04T22:45', lunch)).toEqual(berlin('2026-11-04T22:45'))
  })

  test('from Friday night over a quiet weekend it is Monday morning', () => {
    // 6 November 2026 is a Friday.
    expect(openAt('2026-11-06T23:00', { ...NIGHT, days: [0, 6] })).toEqual(berlin('2026-11-09T07:00'))
    expect(openAt('2026-11-07T12:00', { ...NIGHT, days: [0, 6] })).toEqual(berlin('2026-11-09T07:00'))
  })

  test('a night that is an hour shorter or longer ends at its time all the same', () => {
    // Clocks go on from 2 to 3 on 29 March and back from 3 to 2 on 25 October.
    expect(openAt('2026-03-28T23:00').toISOString()).toBe('2026-03-29T05:00:00.000Z')
    expect(openAt('2026-10-24T23:00').toISOString()).toBe('2026-10-25T06:00:00.000Z')
  })

  test('an end that the clock leaves out is an hour later; one that it shows twice ends both', () => {
    const early = { ...NIGHT, to: '02:30' }
    expect(openAt('2026-03-29T00:30', early).toISOString()).toBe('2026-03-29T01:30:00.000Z')
    const first = new Date('2026-10-25T00:10:00Z')
    expect(afterQuiet(first, early, 'low').toISOString()).toBe('2026-10-25T00:30:00.000Z')
    const second = new Date('2026-10-25T01:10:00Z')
    expect(afterQuiet(second, early, 'low').toISOString()).toBe('2026-10-25T01:30:00.000Z')
  })
})

test('isPutOff() knows what is due when quiet hours end from what is due by its own time', () => {
  expect(isPutOff(berlin('2026-11-04T07:00'), NIGHT, 'medium')).toBe(true)
  expect(isPutOff(berlin('2026-11-04T07:00'), NIGHT, 'high')).toBe(false)
  expect(isPutOff(berlin('2026-11-04T12:00'), NIGHT, 'medium')).toBe(false)
})
