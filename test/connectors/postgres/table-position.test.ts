import { expect, test } from 'vitest'
import { nextTablePosition, type TablePosition } from '../../../src/connectors/postgres/table-position.ts'

const OVERLAP = { overlapSeconds: 600 }

/** Reads at these times of the day, by what was seen then. */
function readAll(...reads: [time: string, xmin: number, xmax: number, newest: number][]): TablePosition {
  return reads.reduce<TablePosition | null>(
    (before, [time, xmin, xmax, newest]) =>
      nextTablePosition(
        before,
        { table: 't', xmin: String(xmin), xmax: String(xmax), newest: String(newest) },
        { at: new Date(`2026-11-21T${time}:00Z`), ...OVERLAP },
      ),
    null,
  )!
}

test('rows before a number are left out when who wrote then is through and the overlap has passed', () => {
  expect(readAll(['12:00', 100, 105, 7]).from).toBeNull()
  expect(readAll(['12:00', 100, 105, 7], ['12:09', 110, 110, 9]).from).toBeNull()
  expect(readAll(['12:00', 100, 105, 7], ['12:10', 110, 110, 9]).from).toBe('7')
  expect(readAll(['12:00', 100, 105, 7], ['12:30', 105, 120, 9]).from).toBe('7')
})

test('a transaction that goes on holds the number back, however long', () => {
  expect(readAll(['12:00', 100, 105, 7], ['12:30', 104, 120, 9], ['23:00', 104, 999, 99]).from).toBeNull()
  const through = readAll(['12:00', 90, 90, 7], ['12:30', 95, 120, 9], ['13:00', 119, 130, 11])
  // Whoever wrote at 12:30 may have a number between 7 and 9.
  expect(through.from).toBe('7')
})

test('the number never goes back, and another table begins anew', () => {
  const known = readAll(['12:00', 100, 100, 7], ['13:00', 110, 110, 9])
  expect(known.from).toBe('7')
  const now = { xmin: '111', xmax: '150', newest: '10', table: 't' }
  const at = new Date('2026-11-21T13:01:00Z')
  expect(nextTablePosition(known, now, { at, ...OVERLAP }).from).toBe('7')
  expect(nextTablePosition(known, { ...now, table: 'other' }, { at, ...OVERLAP })).toMatchObject({
    from: null,
    marks: [{ newest: '10' }],
  })
})

test('runs each minute beside one long transaction keep a short list', () => {
  let position: TablePosition | null = null
  for (let minute = 0; minute < 2_000; minute++) {
    position = nextTablePosition(
      position,
      { table: 't', xmin: '100', xmax: String(200 + minute), newest: String(minute) },
      { at: new Date(Date.UTC(2026, 10, 21, 0, minute)), ...OVERLAP },
    )
  }
  expect(position!.marks.length).toBeLessThanOrEqual(100)
  expect(position!.from).toBeNull()
})
