import { CounterfoilError } from '../../src/domain/errors.ts'
import type { Verification } from '../../src/domain/verification.ts'
import {
  changedAnswer,
  differsAnswer,
  type LookView,
  lookAnswer,
} from '../../src/slack/messages/look-answer.ts'
import { problemAnswer } from '../../src/slack/messages/problem-answer.ts'
import { refusal } from '../../src/slack/messages/refusal.ts'
import {
  askAgainModal,
  checkingModal,
  noticeModal,
  RESOLVE_INPUTS,
  resolveModal,
  resolvingModal,
} from '../../src/slack/messages/resolve-modal.ts'
import { resolvedAnswer } from '../../src/slack/messages/resolved-answer.ts'
import { AT, STATES, sampleDiscrepancy, sampleMismatch, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const asks = previewsOf(resolveModal, 'modal')
const asksAgain = previewsOf(askAgainModal, 'modal')
const checks = previewsOf(checkingModal, 'modal')
const resolving = previewsOf(resolvingModal, 'modal')
const notice = previewsOf(noticeModal, 'modal')
const resolved = previewsOf(resolvedAnswer, 'answer')
const looked = previewsOf(lookAnswer, 'answer')
const differs = previewsOf(differsAnswer, 'answer')
const changed = previewsOf(changedAnswer, 'answer')

const ADA = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const

/** What the sides can have said when somebody resolved it. */
export const VERIFICATIONS: Readonly<Record<string, Verification>> = {
  agreed: { word: 'agreed', run: 'r2' },
  differed: { word: 'differed', run: 'r2' },
  'source away': {
    word: 'unknown',
    because: 'The source "billing" cannot be reached at db.example:5432 (connection refused)',
  },
}

const VIEW: LookView = {
  word: 'differs',
  isSame: false,
  before: sampleMismatch(),
  discrepancy: sampleDiscrepancy({
    finding: sampleMismatch({ values: { crm: '42.50', billing: '42.45', mailer: '42.50' }, cause: null }),
  }),
  reconciliation: sampleReconciliation(),
}
const SAME: LookView = { ...VIEW, isSame: true, discrepancy: sampleDiscrepancy() }

/** Resolving with a look at the sides first, and the look alone. */
export function resolvePreviews(): Preview[] {
  return [...windows(), ...outcomes(), ...looks()]
}

function windows(): Preview[] {
  const asked = { number: 12, privateMetadata: '{}', answers: { reason: 'fixed', note: 'done' } } as const
  const late = refusal({ refused: 'already', discrepancy: STATES['resolved by a person']!, last: null }, AT)
  const busy = new CounterfoilError(
    'run-busy',
    'A run of "customers" over key 1042 is already going and will tell what it finds: wait for it, or try again later',
  )
  return [
    asks('asks why', 12, '{}'),
    {
      ...asks('without the note that it needs', 12, '{}'),
      errors: { [RESOLVE_INPUTS.note]: 'Please say in a few words why it is resolved.' },
    },
    checks('looks at the sides', 12),
    resolving('takes long', 12),
    asksAgain('still differs, other values', {
      ...asked,
      outcome: differsAnswer(VIEW),
      submit: 'Resolve anyway',
    }),
    asksAgain('still differs, the same values', {
      ...asked,
      outcome: differsAnswer(SAME),
      submit: 'Resolve anyway',
    }),
    asksAgain('is being compared', { ...asked, outcome: problemAnswer(busy, 'a1'), submit: 'Resolve' }),
    notice('nothing left to resolve', 'Resolve #12', late),
    ...Object.entries(VERIFICATIONS).map(([state, check]) =>
      notice(`resolved, ${state}`, 'Resolve #12', resolvedAnswer(resolvedWith(check))),
    ),
  ]
}

function outcomes(): Preview[] {
  const last = {
    id: 1,
    number: 12,
    kind: 'seen',
    actor: { kind: 'run', id: 'r2', surface: 'run' },
    at: AT,
    runId: 'r2',
    from: null,
    to: null,
    reason: null,
    note: null,
    finding: VIEW.discrepancy.finding,
    details: null,
  } as const
  const { discrepancy, reconciliation } = VIEW
  const words = refusal({ refused: 'changed', discrepancy, last }, AT)
  return [
    ...Object.entries(VERIFICATIONS).map(([state, check]) => resolved(state, resolvedWith(check))),
    differs('other values', VIEW),
    differs('the same values', SAME),
    changed('its values changed meanwhile', words, discrepancy, reconciliation),
  ]
}

function looks(): Preview[] {
  return [
    looked('agrees', { ...VIEW, word: 'agrees' }),
    looked('differs, other values', VIEW),
    looked('differs, the same values', SAME),
    looked('sensitive values', {
      ...VIEW,
      before: sampleMismatch({ field: 'email', values: { crm: 'a@x.org', billing: 'b@x.org' } }),
      discrepancy: sampleDiscrepancy({
        finding: sampleMismatch({ field: 'email', values: { crm: 'a@x.org', billing: 'c@x.org' } }),
      }),
    }),
    looked('a source is away', { ...SAME, word: 'unknown', because: VERIFICATIONS['source away']!.because! }),
    looked('it cannot be looked up', {
      ...SAME,
      word: 'unknown',
      because: 'it is about a field of all records, which only the next full run compares',
    }),
  ]
}

function resolvedWith(check: Verification) {
  return sampleDiscrepancy({
    status: 'resolved',
    statusBy: ADA,
    resolution: { reason: 'fixed', note: null, check },
  })
}
