import { describe, expect, test } from 'vitest'
import { describeReading, describeWaits } from '../../src/domain/read-progress.ts'

describe('describeReading()', () => {
  test('says the rows of each side and the rate of all', () => {
    expect(describeReading({ rows: { crm: 120_000, billing: 1 }, expected: {}, seconds: 4 })).toEqual([
      'crm 120,000 rows',
      'billing 1 row',
      '30,000 rows/s',
    ])
  })

  test('says the share of the last run and the time that is left at that rate', () => {
    const expected = { crm: 1_000_000, billing: 900_000 }
    const reading = { rows: { crm: 120_000, billing: 80_000 }, expected, seconds: 2 }
    expect(describeReading(reading)).toEqual([
      'crm 120,000 of 1,000,000 rows',
      'billing 80,000 of 900,000 rows',
      '100,000 rows/s',
      '17 s left',
    ])
  })

  test('says minutes and hours where it takes so long', () => {
    const left = (rows: number) =>
      describeReading({ rows: { crm: 10 }, expected: { crm: 10 + rows }, seconds: 1 }).at(-1)
    expect(left(1)).toBe('1 s left')
    expect(left(990)).toBe('99 s left')
    expect(left(1_000)).toBe('2 min left')
    expect(left(10 * 60 * 99)).toBe('99 min left')
    expect(left(10 * 60 * 125)).toBe('2 h 5 min left')
  })

  test('says nothing of the end where a side is new, has more rows than before, or all are read', () => {
    const reading = (rows: Record<string, number>, expected: Record<string, number>) =>
      describeReading({ rows, expected, seconds: 1 })
    expect(reading({ crm: 10, mailer: 5 }, { crm: 20 })).toEqual([
      'crm 10 of 20 rows',
      'mailer 5 rows',
      '15 rows/s',
    ])
    expect(reading({ crm: 21, billing: 5 }, { crm: 20, billing: 20 })).toEqual([
      'crm 21 rows',
      'billing 5 of 20 rows',
      '26 rows/s',
    ])
    expect(reading({ crm: 20 }, { crm: 20 })).toEqual(['crm 20 of 20 rows', '20 rows/s'])
  })

  test('does not divide by nothing at the very start', () => {
    expect(describeReading({ rows: { crm: 0 }, expected: {}, seconds: 0 })).toEqual(['crm 0 rows'])
    expect(describeReading({ rows: { crm: 0 }, expected: { crm: 1 }, seconds: 0 })).toEqual([
      'crm 0 of 1 row',
    ])
  })
})

test('describeWaits() says each source and for how long at least', () => {
  const said = (seconds: number) => describeWaits([{ source: 'crm', seconds }])[0]
  expect(said(0.4)).toBe('waiting: crm is busy (0 s)')
  expect(said(99.9)).toBe('waiting: crm is busy (99 s)')
  expect(said(179)).toBe('waiting: crm is busy (2 min)')
  expect(said(120 * 60 + 59)).toBe('waiting: crm is busy (2 h 0 min)')
  expect(describeWaits([])).toEqual([])
})
