import { denialAnswer } from '../../src/slack/messages/denial-answer.ts'
import { fixManyAnswer } from '../../src/slack/messages/fix-many-answer.ts'
import {
  type FixManyView,
  fixManyLoadingModal,
  fixManyModal,
  fixManyProgressModal,
  fixManyResultModal,
} from '../../src/slack/messages/fix-many-modal.ts'
import { groupNote } from '../../src/slack/messages/group-note.ts'
import { SAID, samplePlan, sampleRemedy, withRemedies } from '../slack/remedy-samples.ts'
import { AT, sampleDiscrepancy, sampleMismatch } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const window = previewsOf(fixManyModal, 'modal')
const loading = previewsOf(fixManyLoadingModal, 'modal')
const progress = previewsOf(fixManyProgressModal, 'modal')
const result = previewsOf(fixManyResultModal, 'modal')
const answer = previewsOf(fixManyAnswer, 'answer')
const line = previewsOf(groupNote, 'channel')

const REMEDY = sampleRemedy()
const RECONCILIATION = withRemedies()
const OTHER = sampleRemedy({ name: 'copy_email', title: 'Copy the address from the CRM' })

function planOf(number: number, changes: Parameters<typeof samplePlan>[0] = {}) {
  const finding = sampleMismatch({ key: { id: String(1030 + number) } })
  return samplePlan({ discrepancy: sampleDiscrepancy({ number, finding }), ...changes })
}

const FIRST = [12, 13, 14, 15, 16].map((number) => planOf(number))
const PLAN = { remedy: REMEDY, count: 300, first: FIRST, left: 88, refused: null }
const VIEW: FixManyView = {
  reconciliation: RECONCILIATION,
  chosen: 300,
  fitting: [{ remedy: REMEDY, count: 300 }],
  plan: PLAN,
  notice: null,
  isDenied: false,
  privateMetadata: '{}',
}
const RESULT = {
  bulk: 'b1',
  asked: 20,
  tried: [
    ...Array.from({ length: 18 }, (_, at) => ({ number: 12 + at, state: 'verified', said: null }) as const),
    { number: 31, state: 'failed', said: SAID.failed } as const,
  ],
  notTried: [{ number: 30, because: 'it changed since you looked' }],
  left: 0,
  stopped: null,
}
const STOPPED = { ...RESULT, asked: 60, left: 40, stopped: 'its limit of 20 with one approval is reached' }
const CLEAN = { ...RESULT, asked: 18, tried: RESULT.tried.slice(0, 18), notTried: [] }

/** One approved fix for many of a run's group. */
export function fixManyPreviews(): Preview[] {
  const texts = { remedy: REMEDY, reconciliation: RECONCILIATION }
  const denial = denialAnswer({
    action: 'fix',
    title: 'Customers',
    because: 'not-named',
    who: ['@finance'],
    gone: [],
  })
  return [
    loading('reads'),
    progress('begins', 0, 0),
    progress('goes on', 25, 300),
    window('one remedy', VIEW),
    window('some do not fit', { ...VIEW, chosen: 20, plan: { ...PLAN, count: 3, first: FIRST.slice(0, 3) } }),
    window('several, none chosen', {
      ...VIEW,
      fitting: [
        { remedy: REMEDY, count: 280 },
        { remedy: OTHER, count: 20 },
      ],
      plan: null,
    }),
    window('one of them changed', {
      ...VIEW,
      plan: { ...PLAN, first: [planOf(12, { refused: 'the sides agree now' }), ...FIRST.slice(1)] },
    }),
    window('switched off', {
      ...VIEW,
      plan: { ...PLAN, refused: 'the remedy "copy_balance" is switched off since 2026-11-02T09:30:00.000Z' },
    }),
    window('sensitive values', {
      ...VIEW,
      plan: {
        ...PLAN,
        first: FIRST.map((each) => ({ ...each, before: { email: 'a@x.org' }, after: { email: null } })),
      },
    }),
    window('dry run', { ...VIEW, plan: { ...PLAN, remedy: sampleRemedy({ dryRun: true }) } }),
    window('nothing fits', { ...VIEW, fitting: [], plan: null }),
    window('denied', { ...VIEW, notice: denial, isDenied: true }),
    answer('some', { result: RESULT, ...texts }),
    answer('stopped', { result: STOPPED, ...texts }),
    answer('all', { result: CLEAN, ...texts }),
    result('some', fixManyAnswer({ result: RESULT, ...texts })),
    line('a fix of many', {
      reconciliation: RECONCILIATION,
      by: { kind: 'person', id: 'U0ADA00001', surface: 'slack' },
      count: 19,
      at: AT.toISOString(),
      fix: { remedy: REMEDY.title, words: '18 verified, 1 failed, 1 not tried' },
    }),
  ]
}
