import { expect, test } from 'vitest'
import { AckTimes } from '../../src/slack/ack-times.ts'

const SINCE = new Date('2026-11-02T09:12:00Z')

test('AckTimes has nothing to say before anything was acknowledged', () => {
  expect(new AckTimes(SINCE).summary()).toEqual({
    since: SINCE,
    count: 0,
    p50Ms: 0,
    p99Ms: 0,
    maxMs: 0,
    late: 0,
  })
})

test('AckTimes tells percentiles at most a tenth too high, and never beyond the slowest', () => {
  const acks = new AckTimes(SINCE)
  for (let ms = 1; ms <= 1_000; ms++) acks.record(ms)
  const { count, p50Ms, p99Ms, maxMs, late } = acks.summary()
  expect({ count, maxMs, late }).toEqual({ count: 1_000, maxMs: 1_000, late: 0 })
  expect(p50Ms).toBeGreaterThanOrEqual(500)
  expect(p50Ms).toBeLessThanOrEqual(550)
  expect(p99Ms).toBeGreaterThanOrEqual(990)
  expect(p99Ms).toBeLessThanOrEqual(1_000)
})

test('AckTimes counts what came later than Slack waits, however late', () => {
  const acks = new AckTimes(SINCE)
  for (const ms of [0, 3_000, 3_001, 3_600_000]) acks.record(ms)
  expect(acks.summary()).toMatchObject({ count: 4, late: 2, maxMs: 3_600_000 })
})
