import { expect, test } from 'vitest'
import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import type { Ladder } from '../../src/domain/ladder.ts'
import { isOutdated } from '../../src/tracker/is-outdated.ts'
import { type Happening, steerLadder } from '../../src/tracker/steer-ladder.ts'
import { makeDiscrepancy, mismatch } from './make-discrepancy.ts'

const RULES: Ladder = {
  from: 'opened',
  severities: ['high'],
  steps: [{ afterSeconds: 60, call: { kind: 'mention', who: '@oncall' } }],
  repeat: 0,
}
const of = (status: Discrepancy['status']) =>
  makeDiscrepancy(1, mismatch('1', { a: '1', b: '2' }), { status })

test.each<[Happening, Discrepancy['status'], Ladder['from'], unknown]>([
  ['told', 'new', 'opened', 'begin'],
  ['told', 'new', 'escalated', { end: 'withdrawn' }],
  ['escalated', 'escalated', 'opened', 'begin-or-go-on'],
  ['escalated', 'escalated', 'escalated', 'begin-or-go-on'],
  ['acknowledged', 'acknowledged', 'opened', { end: 'acknowledged' }],
  ['resolved', 'resolved', 'escalated', { end: 'resolved' }],
  ['reopened', 'new', 'opened', 'begin'],
  ['reopened', 'new', 'escalated', { end: 'withdrawn' }],
  ['unacknowledged', 'new', 'opened', 'begin'],
  ['undone', 'escalated', 'escalated', 'resume'],
  ['undone', 'new', 'escalated', { end: 'withdrawn' }],
  ['stable', 'new', 'opened', 'begin-or-go-on'],
  ['stable', 'escalated', 'escalated', 'keep'],
  ['woke', 'escalated', 'escalated', 'wake'],
  ['unsnoozed', 'new', 'opened', 'wake'],
  ['snoozed', 'escalated', 'escalated', 'keep'],
  ['seen', 'new', 'opened', 'keep'],
])('steerLadder() when it was %s and is %s, from %s on', (did, status, from, way) => {
  expect(steerLadder({ ...RULES, from }, of(status), did)).toEqual(way)
})

test('steerLadder() ends what is of no severity that the ladder is for', () => {
  const rules: Ladder = { ...RULES, severities: ['medium'] }
  expect(steerLadder(rules, of('escalated'), 'seen')).toEqual({ end: 'withdrawn' })
})

test('isOutdated() leaves a click its right where only the ladder did something since', () => {
  const events = (['opened', 'escalated', 'called', 'revealed', 'breached'] as const).map((kind) => ({
    kind,
  }))
  const now = { version: 4 }
  expect([1, 2, 3, 4, 5].map((seen) => isOutdated(seen, now, events))).toEqual([
    true,
    false,
    false,
    false,
    true,
  ])
  expect(isOutdated(1, { version: 400 }, events)).toBe(true)
})
