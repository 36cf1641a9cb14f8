import { CounterfoilError } from '../domain/errors.ts'
import type { ManyResult } from '../domain/many-result.ts'
import { REFUSALS } from '../domain/refused.ts'
import { checkAnswer } from './messages/check-answer.ts'
import { confirmation } from './messages/confirmation.ts'
import { retryAnswer } from './messages/delivery-problems.ts'
import { denialAnswer } from './messages/denial-answer.ts'
import { heldRefusal } from './messages/held-run.ts'
import { helpAnswer } from './messages/help-answer.ts'
import { joinedRun } from './messages/joined-run.ts'
import { listAnswer } from './messages/list-answer.ts'
import { changedAnswer, differsAnswer, lookAnswer } from './messages/look-answer.ts'
import { manyAnswer } from './messages/many-answer.ts'
import { menuAnswer } from './messages/menu-answer.ts'
import type { Message } from './messages/message.ts'
import { pausedAnswer, ranInPause, resumedAnswer } from './messages/pause-answer.ts'
import { problemAnswer } from './messages/problem-answer.ts'
import { progressAnswer } from './messages/progress-answer.ts'
import { refusal } from './messages/refusal.ts'
import { reportAnswer } from './messages/report-answer.ts'
import { resolvedAnswer } from './messages/resolved-answer.ts'
import { nothingHiddenAnswer, revealedAnswer } from './messages/revealed-answer.ts'
import { runAnswer } from './messages/run-answer.ts'
import { statusAnswer } from './messages/status-answer.ts'
import {
  AT,
  CUSTOMERS,
  DISCREPANCY,
  EVENT,
  HEALTH,
  HELD,
  MISMATCH,
  PAUSE,
  ROWS,
  SUMMARY,
} from './sample-facts.ts'
import { type Sample, sampleOf } from './sample-of.ts'

const RESOLVED = {
  ...DISCREPANCY,
  status: 'resolved',
  resolution: { reason: 'fixed', note: 'corrected' },
} as const

/** What one person is told. */
export function sampleAnswers(): readonly Sample<Message>[] {
  return [...toCommands(), ...toLooks(), ...toClicks()]
}

function toCommands(): Sample<Message>[] {
  const page = { reconciliation: null, severities: [], from: null }
  const list = sampleOf(listAnswer)
  const report = { title: 'Customers', name: 'customers', period: null, rows: 1, leftOut: [] }
  const undelivered = {
    about: { kind: 'discrepancy', number: 12 },
    channel: '#ops',
    error: 'not_in_channel',
  } as const
  return [
    list('many', { rows: ROWS, total: 40, passed: 10, page, title: null }),
    list('none', { rows: [], total: 0, passed: 0, page, title: null }),
    sampleOf(statusAnswer)('health', { reconciliations: [HEALTH], failedDeliveries: [undelivered] }),
    sampleOf(pausedAnswer)('until somebody resumes it', {
      reconciliation: CUSTOMERS,
      pause: PAUSE,
      next: null,
    }),
    sampleOf(resumedAnswer)('resumed', {
      reconciliation: CUSTOMERS,
      pause: PAUSE,
      next: { startsAt: AT },
    }),
    sampleOf(retryAnswer)('several messages', 7),
    sampleOf(menuAnswer)('something is open', { open: 9, mine: 1, snoozed: 2 }),
    sampleOf(helpAnswer)('names to use', ['customers']),
    sampleOf(problemAnswer)(
      'known',
      new CounterfoilError('usage', 'There is no command "chekc".'),
      'a1b2c3d4',
    ),
    sampleOf(reportAnswer)('no scope', report, {
      kind: 'refused',
      error: 'missing_scope',
      needed: 'files:write',
    }),
  ]
}

function toLooks(): Sample<Message>[] {
  const changes = { opened: 1, seenAgain: 0, reopened: 0, resolved: 0 }
  const seen = { reconciliation: CUSTOMERS, summary: SUMMARY, changes }
  const values = MISMATCH.values
  const record = {
    key: MISMATCH.key,
    presentOn: ['crm', 'billing'],
    missingFrom: [],
    fields: [
      { name: 'balance', values, verdict: 'differs' },
      { name: 'plan', values: { crm: 'pro', billing: 'pro' }, verdict: 'equal' },
    ],
    findings: [MISMATCH],
  } as const
  const discrepancies = ROWS.map(({ discrepancy }) => discrepancy)
  const run = sampleOf(runAnswer)('findings', { ...seen, scope: { kind: 'everything' }, discrepancies })
  const look = { before: MISMATCH, discrepancy: DISCREPANCY, reconciliation: CUSTOMERS }
  const looked = sampleOf(lookAnswer)
  return [
    run,
    sampleOf(ranInPause)('without an end', run.content, PAUSE),
    sampleOf(joinedRun)('the schedule was first', run.content, {
      trigger: 'schedule',
      requestedBy: 'schedule',
    }),
    sampleOf(progressAnswer)('reading', CUSTOMERS, {
      rows: { crm: 120_000, billing: 118_000 },
      expected: { crm: 1_000_000, billing: 990_000 },
      seconds: 2,
    }),
    sampleOf(checkAnswer)('a record', {
      ...seen,
      scope: { kind: 'keys', keys: [MISMATCH.key] },
      discrepancies: [DISCREPANCY],
      records: [record],
    }),
    looked('agrees', { ...look, word: 'agrees' }),
    looked('differs', { ...look, word: 'differs' }),
    looked('unknown', { ...look, word: 'unknown', because: 'billing did not answer' }),
    sampleOf(differsAnswer)('other values', { ...look, isSame: false }),
    sampleOf(changedAnswer)('its values changed', helpAnswer(['customers']), DISCREPANCY, CUSTOMERS),
  ]
}

function toClicks(): Sample<Message>[] {
  const refused = sampleOf(refusal)
  const result: ManyResult = {
    asked: 3,
    done: [12, 13],
    notDone: [
      { number: 14, word: 'already', refusal: { refused: 'already', discrepancy: DISCREPANCY, last: EVENT } },
    ],
    verified: 1,
    unverified: 1,
    because: ['billing did not answer'],
    failure: null,
  }
  const denial = {
    action: 'run',
    title: 'Customers',
    because: 'not-named',
    who: ['@finance'],
    gone: [],
  } as const
  const hidden = { ...MISMATCH, field: 'email' }
  return [
    ...REFUSALS.map((word) => refused(word, { refused: word, discrepancy: DISCREPANCY, last: EVENT }, AT)),
    sampleOf(confirmation)('with Undo', { ...DISCREPANCY, status: 'acknowledged' }, 'acknowledged'),
    sampleOf(denialAnswer)('one group may', denial),
    sampleOf(heldRefusal)('nobody has decided', HELD, 'Customers'),
    sampleOf(manyAnswer)('each outcome', { result, action: 'resolve', reconciliation: CUSTOMERS, now: AT }),
    sampleOf(resolvedAnswer)('by a person', RESOLVED),
    sampleOf(revealedAnswer)('two sides', { ...DISCREPANCY, finding: hidden }, CUSTOMERS),
    sampleOf(nothingHiddenAnswer)('no sensitive field', DISCREPANCY),
  ]
}
