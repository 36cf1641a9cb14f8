import { expect, test } from 'vitest'
import { parsePause } from '../../src/domain/parse-pause.ts'

/** A Friday, 11:30 in Berlin. */
const CLOCK = { now: new Date('2026-11-20T10:30:00Z'), zone: 'Europe/Berlin' }

const parse = (text: string) => {
  const { until, reason } = parsePause(text, CLOCK)
  return [until?.toISOString().slice(0, 16) ?? null, reason]
}

test.each<[string, string | null, string | null]>([
  ['', null, null],
  ['database migration', null, 'database migration'],
  ['for now, it floods the channel', null, 'for now, it floods the channel'],
  ['2h', '2026-11-20T12:30', null],
  ['for 90m: migration of  crm', '2026-11-20T12:00', 'migration of crm'],
  ['3 days because of the move', '2026-11-23T10:30', 'because of the move'],
  ['1w', '2026-11-27T10:30', null],
  ['until 2026-11-23 09:00 migration', '2026-11-23T08:00', 'migration'],
  ['until 2026-11-23T09:00:00Z', '2026-11-23T09:00', null],
  ['2026-11-23T09:00+05:30 a', '2026-11-23T03:30', 'a'],
  ['until 2026-11-23', '2026-11-22T23:00', null],
  // The next such time: today's 9:00 is over.
  ['until 9:00', '2026-11-21T08:00', null],
  ['until 14:00', '2026-11-20T13:00', null],
  ['until tomorrow 09:00', '2026-11-21T08:00', null],
  ['until monday', '2026-11-22T23:00', null],
  ['until Mon 9:30 - move', '2026-11-23T08:30', 'move'],
  // Today is a Friday: the next one.
  ['until friday 12:00', '2026-11-27T11:00', null],
])('"%s" is until %s, because %s', (text, until, reason) => {
  expect(parse(text)).toEqual([until, reason])
})

test.each([
  ['2hours3', '"2hours3" is no end of a pause: write 30m, 2h'],
  ['2', '"2" is no end of a pause'],
  ['until then', '"until then" is no end of a pause'],
  ['until 25:00', '"until 25:00" is no time that there is'],
  ['until 2026-02-30', '"until 2026-02-30" is no time that there is'],
  ['until 2026-11-20 09:00', '"until 2026-11-20 09:00" is over already'],
  ['until today 09:00', 'is over already'],
  ['0h', '"0h" is over already'],
  ['400d', '"400d" is more than a year away'],
])('"%s" is refused', (text, sentence) => {
  expect(() => parsePause(text, CLOCK)).toThrow(sentence)
})
