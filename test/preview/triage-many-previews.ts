import type { GroupChoice } from '../../src/domain/group-choice.ts'
import type { ManyResult, NotDone } from '../../src/domain/many-result.ts'
import { groupNote } from '../../src/slack/messages/group-note.ts'
import { groupTotals } from '../../src/slack/messages/group-totals.ts'
import { manyAnswer } from '../../src/slack/messages/many-answer.ts'
import { MANY_INPUTS, NO_ANSWERS } from '../../src/slack/messages/many-answers.ts'
import {
  type ManyView,
  manyLoadingModal,
  manyProgressModal,
  manyResultModal,
  triageManyModal,
} from '../../src/slack/messages/triage-many-modal.ts'
import { MANY_KEPT, MANY_ROWS } from '../../src/slack/messages/triage-many-rows.ts'
import { emailStorm, mixedFew, sampleStorm } from '../slack/sample-storm.ts'
import { AT, STATES, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const asks = previewsOf(triageManyModal, 'modal')
const loads = previewsOf(manyLoadingModal, 'modal')
const goes = previewsOf(manyProgressModal, 'modal')
const came = previewsOf(manyResultModal, 'modal')
const answered = previewsOf(manyAnswer, 'answer')
const called = previewsOf(groupNote, 'channel')

const ADA = { kind: 'person', id: 'U012ADA', surface: 'slack' } as const
const CHOICE: GroupChoice = { runId: 'r1', pattern: null, kind: null, field: null, status: null }

/** Many at once: the window that asks, and what came of it. */
export function triageManyPreviews(): Preview[] {
  return [...windows(), ...outcomes()]
}

function windows(): Preview[] {
  const named = { title: 'Customers', because: 'not-named', gone: [] } as const
  const denials: ManyView['denials'] = [
    { ...named, action: 'resolve', who: ['@finance', 'U012ADA'] },
    { ...named, action: 'escalate', who: ['@finance'] },
  ]
  const { counts, rows, reconciliation } = sampleStorm('partly')
  const view: ManyView = {
    choice: CHOICE,
    reconciliation,
    counts,
    rows: rows.slice(0, MANY_ROWS),
    matching: 1_465,
    answers: NO_ANSWERS,
    passed: 0,
    kept: [],
    isFull: false,
    denials: [],
    privateMetadata: '{}',
  }
  const pattern = groupTotals(counts).byTraits.find(({ traits }) => traits.cause === 'x100')!.id
  const narrowed = { ...view, choice: { ...CHOICE, pattern }, matching: 1_204 }
  const few = { ...view, ...mixedFew(), matching: 12, rows: mixedFew().rows.slice(0, 12) }
  const some = {
    ...NO_ANSWERS,
    which: 'some' as const,
    picked: few.rows.slice(0, 3).map(({ number }) => number),
  }
  return [
    loads('before it is counted'),
    asks('asks which and what', view),
    asks('narrowed to a pattern, resolve', { ...narrowed, answers: { ...NO_ANSWERS, action: 'resolve' } }),
    asks('some are ticked', { ...few, answers: { ...some, action: 'acknowledge' } }),
    asks('a later page, with ticks on others', {
      ...view,
      passed: 20,
      kept: [401, 402, 417],
      answers: { ...some, action: 'acknowledge' },
    }),
    asks('more ticks than can be kept', {
      ...view,
      passed: 240,
      kept: Array.from({ length: MANY_KEPT }, (_, index) => index),
      isFull: true,
      answers: { ...some, action: 'acknowledge' },
    }),
    asks('some of it is not theirs to do', { ...view, denials }),
    asks('not theirs to do', { ...view, denials, answers: { ...NO_ANSWERS, action: 'escalate' } }),
    asks('sensitive values', { ...view, ...emailStorm(), matching: 31, rows: emailStorm().rows.slice(0, 5) }),
    asks('snooze', {
      ...few,
      answers: { ...NO_ANSWERS, action: 'snooze', until: new Date('2026-11-05T09:00:00Z') },
    }),
    asks('assign', { ...few, answers: { ...NO_ANSWERS, action: 'assign', owner: 'U012ADA' } }),
    asks('nothing fits any more', {
      ...view,
      choice: { ...CHOICE, status: 'escalated' },
      matching: 0,
      rows: [],
    }),
    {
      ...asks('without the note that it needs', {
        ...narrowed,
        answers: { ...NO_ANSWERS, action: 'resolve', reason: 'other' },
      }),
      errors: { [MANY_INPUTS.note]: 'Please say in a few words why they are resolved.' },
    },
    goes('begins', 0, 0),
    goes('is on its way', 1_400, 5_000),
  ]
}

function outcomes(): Preview[] {
  const all: ManyResult = {
    asked: 1_204,
    done: Array.from({ length: 1_204 }, (_, index) => index + 17),
    notDone: [],
    verified: 0,
    unverified: 0,
    because: [],
    failure: null,
  }
  const view = {
    result: all,
    action: 'acknowledge',
    reconciliation: sampleReconciliation(),
    now: AT,
  } as const
  const mixed: ManyResult = {
    ...all,
    done: all.done.slice(0, 1_100),
    notDone: [
      ...notDone('already', 40),
      ...notDone('conflict', 3),
      ...notDone('differs', 55),
      ...notDone('forbidden', 4),
      ...notDone('failed', 2),
    ],
    verified: 1_000,
    unverified: 100,
    because: ['more than 1,000 records are not compared for one click'],
    failure: 'The tracker does not answer. Please try again in a moment',
  }
  const resolve = { ...view, action: 'resolve' } as const
  return [
    answered('all', view),
    answered('each outcome', { ...resolve, result: mixed }),
    answered('none', { ...view, result: { ...all, asked: 2, done: [], notDone: notDone('already', 2) } }),
    came('each outcome', manyAnswer({ ...resolve, result: mixed })),
    called('a line in the thread', {
      reconciliation: sampleReconciliation(),
      by: ADA,
      count: 137,
      at: AT.toISOString(),
    }),
  ]
}

function notDone(word: NotDone['word'], count: number): NotDone[] {
  const discrepancy = STATES.acknowledged!
  const last = {
    id: 1,
    number: 12,
    kind: 'acknowledged',
    actor: ADA,
    at: AT,
    runId: null,
    from: 'new',
    to: 'acknowledged',
    reason: null,
    note: null,
    finding: null,
    details: null,
  } as const
  return Array.from({ length: count }, (_, index) => {
    const of = { ...discrepancy, number: 40 + index }
    const refused = word === 'already' ? 'already' : 'changed'
    const refusal = word === 'already' || word === 'conflict' ? { refused, discrepancy: of, last } : null
    return { number: of.number, word, refusal } as NotDone
  })
}
