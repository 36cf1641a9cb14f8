import { expect, test } from 'vitest'
import { STATUSES, TRIAGE_ACTIONS } from '../../src/domain/discrepancy.ts'
import { decideTransition, TRANSITIONS, type TransitionAction } from '../../src/tracker/transitions.ts'

/** The whole table in words: `status action -> what comes of it`. */
const EXPECTED = `
new acknowledge -> acknowledged
new escalate -> escalated
new resolve -> resolved
new agree -> resolved
new return -> already
acknowledged acknowledge -> already
acknowledged escalate -> escalated
acknowledged resolve -> resolved
acknowledged agree -> resolved
acknowledged return -> already
escalated acknowledge -> acknowledged
escalated escalate -> already
escalated resolve -> resolved
escalated agree -> resolved
escalated return -> already
resolved acknowledge -> resolved before
resolved escalate -> resolved before
resolved resolve -> already
resolved agree -> already
resolved return -> new`

const ACTIONS = Object.keys(TRANSITIONS) as TransitionAction[]

test('decideTransition() answers every action from every status as written', () => {
  const lines = STATUSES.flatMap((status) =>
    ACTIONS.map((action) => {
      const decision = decideTransition({ status }, action)
      const outcome =
        'to' in decision ? decision.to : decision.refused === 'already' ? 'already' : 'resolved before'
      return `${status} ${action} -> ${outcome}`
    }),
  )
  expect(lines.sort()).toEqual(EXPECTED.trim().split('\n').sort())
})

test('decideTransition() refuses every action of a person when it was just done', () => {
  for (const action of TRIAGE_ACTIONS) {
    for (const status of STATUSES) {
      const decision = decideTransition({ status }, action)
      if ('to' in decision)
        expect(decideTransition({ status: decision.to }, action)).toEqual({ refused: 'already' })
    }
  }
})

test('TRANSITIONS let people do what people do and runs what runs see', () => {
  const allowed = Object.fromEntries(ACTIONS.map((action) => [action, TRANSITIONS[action].by]))
  expect(allowed).toEqual({
    acknowledge: ['person'],
    escalate: ['person', 'timer'],
    resolve: ['person'],
    agree: ['run'],
    return: ['run'],
  })
})
