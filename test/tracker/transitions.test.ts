import { describe, expect, test } from 'vitest'
import { STATUSES, TRIAGE_ACTIONS } from '../../src/domain/discrepancy.ts'
import { decideTransition, TRANSITIONS, type TransitionAction } from '../../src/tracker/transitions.ts'

/** The whole table in words: what comes of an action from new, acknowledged, escalated and resolved. */
const EXPECTED: Readonly<Record<TransitionAction, string>> = {
  acknowledge: 'acknowledged, already, acknowledged, resolved before',
  unacknowledge: 'not-acknowledged, new, not-acknowledged, resolved before',
  escalate: 'escalated, escalated, already, resolved before',
  resolve: 'resolved, resolved, resolved, already',
  reopen: 'open, open, open, new',
  assign: 'new, acknowledged, escalated, resolved before',
  snooze: 'new, acknowledged, escalated, resolved before',
  unsnooze: 'not-snoozed, not-snoozed, not-snoozed, resolved before',
  note: 'new, acknowledged, escalated, resolved',
  undo: 'as before, as before, as before, as before',
  change: 'new, acknowledged, escalated, resolved before',
  agree: 'resolved, resolved, resolved, already',
  return: 'already, already, already, new',
  wake: 'not-snoozed, not-snoozed, not-snoozed, resolved before',
  settle: 'stable, stable, stable, stable',
  attempt: 'new, acknowledged, escalated, resolved',
}

const ACTIONS = Object.keys(TRANSITIONS) as TransitionAction[]
const AT = new Date('2026-11-01T09:00:00Z')
const SNOOZE = { until: null, by: { kind: 'person', id: 'ann', surface: 'cli' }, at: AT } as const

describe('decideTransition()', () => {
  test.each(ACTIONS)('answers %s from every status as written', (action) => {
    const outcomes = STATUSES.map((status) => {
      const decision = decideTransition({ status }, action)
      if ('to' in decision) return decision.to
      return decision.refused === 'resolved' ? 'resolved before' : decision.refused
    })
    expect(outcomes.join(', ')).toBe(EXPECTED[action])
  })

  test('knows whether it is snoozed or flapping', () => {
    for (const status of ['new', 'acknowledged', 'escalated'] as const) {
      const snoozed = { status, snooze: SNOOZE, damped: null }
      expect(decideTransition(snoozed, 'snooze')).toEqual({ refused: 'snoozed' })
      expect(decideTransition(snoozed, 'unsnooze')).toMatchObject({ to: status })
      expect(decideTransition(snoozed, 'wake')).toMatchObject({ to: status })
    }
    for (const status of STATUSES)
      expect(decideTransition({ status, damped: { since: AT, until: AT } }, 'settle')).toMatchObject({
        to: status,
      })
  })

  test('refuses every action of a person that moves the status when it was just done', () => {
    for (const action of TRIAGE_ACTIONS) {
      for (const status of STATUSES) {
        const decision = decideTransition({ status }, action)
        if (!('to' in decision) || decision.to === 'as before' || decision.to === status) continue
        expect(decideTransition({ status: decision.to }, action)).toHaveProperty('refused')
      }
    }
  })
})

test('TRANSITIONS let people do what people do, runs what runs see and clocks what ends', () => {
  const allowed = Object.fromEntries(ACTIONS.map((action) => [action, TRANSITIONS[action].by]))
  const people = Object.fromEntries(TRIAGE_ACTIONS.map((action) => [action, ['person']]))
  expect(allowed).toEqual({
    ...people,
    escalate: ['person', 'timer'],
    resolve: ['person', 'timer'],
    attempt: ['person', 'timer'],
    change: ['run'],
    agree: ['run'],
    return: ['run'],
    wake: ['timer'],
    settle: ['timer'],
  })
})
