import { expect, test } from 'vitest'
import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import type { RemedyAttempt } from '../../src/domain/remedy.ts'
import { mayTryByItself } from '../../src/tracker/may-try-by-itself.ts'
import { sampleAttempt } from '../slack/remedy-samples.ts'
import { sampleDiscrepancy } from '../slack/samples.ts'

const ADA = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
const at = (minute: number) => new Date(Date.UTC(2026, 10, 2, 9, minute))

/** Opened at 9:00 and seen last at 9:30. */
const open = (changes: Partial<Discrepancy> = {}) =>
  sampleDiscrepancy({ firstSeenAt: at(0), lastSeenAt: at(30), reopenedAt: null, ...changes })
const tried = (state: RemedyAttempt['state'], minute: number, changes: Partial<RemedyAttempt> = {}) =>
  sampleAttempt({ state, approvedAt: at(minute), endedAt: at(minute), ...changes })

test('what nobody looks into and nobody tried may be tried', () => {
  expect(mayTryByItself(open(), undefined)).toBe(true)
  expect(mayTryByItself(open({ status: 'escalated' }), undefined)).toBe(true)
})

test.each<[string, Partial<Discrepancy>]>([
  ['is resolved', { status: 'resolved' }],
  ['is acknowledged', { status: 'acknowledged' }],
  ['has an owner', { owner: 'U0ADA00001' }],
  ['is snoozed', { snooze: { until: null, by: ADA, at: at(5) } }],
  ['is flapping', { damped: { since: at(5), until: at(59) } }],
])('what %s is left alone', (_, changes) => {
  expect(mayTryByItself(open(changes), undefined)).toBe(false)
})

test.each<[string, boolean, RemedyAttempt]>([
  ['refused before a later run saw it again', true, tried('refused', 10)],
  ['failed before a later run saw it again', true, tried('failed', 10)],
  ['refused after the last run', false, tried('refused', 40)],
  ['not proven, as it was changed', false, tried('unverified', 10)],
  ['not known', false, tried('unknown', 10)],
  ['a dry run', false, tried('dry-run', 10)],
  ['taken back by somebody', false, tried('applied', 10, { undoes: 'a0' })],
  ['undone', false, tried('undone', 10)],
  ['still going on', false, tried('running', 10, { endedAt: null })],
])('%s: %s', (_, may, last) => {
  expect(mayTryByItself(open(), last)).toBe(may)
})

test('what came back after it was repaired may be tried again, but not what came back as somebody took the fix back', () => {
  const back = open({ reopenedAt: at(20) })
  expect(mayTryByItself(back, tried('verified', 10))).toBe(true)
  expect(mayTryByItself(back, tried('unverified', 10))).toBe(true)
  expect(mayTryByItself(back, tried('applied', 10, { undoes: 'a0' }))).toBe(false)
})
