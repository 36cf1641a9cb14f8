import { expect, test } from 'vitest'
import { trendBuckets } from '../../src/domain/trend-buckets.ts'

const hoursOf = (edges: readonly Date[]) =>
  edges.slice(1).map((edge, at) => (edge.getTime() - edges[at]!.getTime()) / 3_600_000)

test('T12: the days of a zone with daylight saving are as long as they are there', () => {
  // Berlin put its clocks back on 25 October 2026 and forward on 28 March 2027.
  const autumn = trendBuckets({ zone: 'Europe/Berlin', until: new Date('2026-10-27T08:00:00Z'), unit: 'day' })
  expect(autumn.days.slice(-4)).toEqual(['2026-10-24', '2026-10-25', '2026-10-26', '2026-10-27'])
  expect(hoursOf(autumn.edges).slice(-4)).toEqual([24, 25, 24, 9])
  expect(autumn.edges.at(-2)).toEqual(new Date('2026-10-26T23:00:00Z'))
  const spring = trendBuckets({ zone: 'Europe/Berlin', until: new Date('2027-03-29T07:00:00Z'), unit: 'day' })
  expect(hoursOf(spring.edges).slice(-3)).toEqual([24, 23, 9])
})

test('a day begins when it does where midnight is left out', () => {
  // Cairo goes from 24:00 to 01:00 on 30 April 2027.
  const { edges } = trendBuckets({
    zone: 'Africa/Cairo',
    until: new Date('2027-04-30T12:00:00Z'),
    unit: 'day',
  })
  expect(edges.at(-2)).toEqual(new Date('2027-04-29T22:00:00Z'))
})

test('there are 14 days, of which one that has only just begun is none', () => {
  const { days, edges } = trendBuckets({ zone: 'UTC', until: new Date('2026-11-02T09:00:00Z'), unit: 'day' })
  expect(days).toHaveLength(14)
  expect(days[0]).toBe('2026-10-20')
  expect(edges).toHaveLength(15)
  const atMidnight = trendBuckets({ zone: 'UTC', until: new Date('2026-11-02T00:00:00Z'), unit: 'day' })
  expect(atMidnight.days.at(-1)).toBe('2026-11-01')
})

test('weeks begin on Mondays, and there are 12', () => {
  const { days } = trendBuckets({ zone: 'UTC', until: new Date('2026-11-01T09:00:00Z'), unit: 'week' })
  expect(days).toHaveLength(12)
  expect(days.slice(-2)).toEqual(['2026-10-19', '2026-10-26'])
})
