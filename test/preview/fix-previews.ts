import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import { ATTEMPT_STATES, type AttemptState, type RemedyAttempt } from '../../src/domain/remedy.ts'
import { denialAnswer } from '../../src/slack/messages/denial-answer.ts'
import { discrepancyCard } from '../../src/slack/messages/discrepancy-card.ts'
import { fixAnswer, fixChanged, fixRefusal, noFixAnswer } from '../../src/slack/messages/fix-answer.ts'
import {
  type FixView,
  fixLoadingModal,
  fixModal,
  fixResultModal,
  fixWorkingModal,
} from '../../src/slack/messages/fix-modal.ts'
import { remediesAnswer } from '../../src/slack/messages/remedies-answer.ts'
import {
  SAID,
  sampleAttempt,
  samplePlan,
  sampleRemedy,
  sampleRemedyState,
  withRemedies,
} from '../slack/remedy-samples.ts'
import { AT, sampleDiscrepancy, sampleMismatch } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const card = previewsOf(discrepancyCard, 'channel')
const window = previewsOf(fixModal, 'modal')
const loading = previewsOf(fixLoadingModal, 'modal')
const working = previewsOf(fixWorkingModal, 'modal')
const result = previewsOf(fixResultModal, 'modal')
const outcome = previewsOf(fixAnswer, 'answer')
const refused = previewsOf(fixRefusal, 'answer')
const changed = previewsOf(fixChanged, 'answer')
const none = previewsOf(noFixAnswer, 'answer')
const remedies = previewsOf(remediesAnswer, 'answer')

const RECONCILIATION = withRemedies()
const FITTING = [{ name: 'copy_balance', title: 'Copy the balance from the CRM' }]
const EMAIL = { name: 'copy_email', title: 'Copy the address from the CRM' }
const VIEW: FixView = {
  number: 12,
  remedies: FITTING,
  plan: samplePlan(),
  reconciliation: RECONCILIATION,
  notice: null,
  isDenied: false,
  privateMetadata: '{}',
}

/** Fixing single discrepancies, and the list of remedies. */
export function fixPreviews(): Preview[] {
  return [...cards(), ...windows(), ...outcomes(), ...lists()]
}

function said(state: AttemptState): string | null {
  return state in SAID ? SAID[state as keyof typeof SAID] : null
}

function cards(): Preview[] {
  const open = sampleDiscrepancy()
  const fixed = sampleDiscrepancy({
    status: 'resolved',
    statusBy: { kind: 'person', id: 'U0ADA00001', surface: 'slack' },
    resolution: { reason: 'remedy', note: null },
  })
  const shown = (state: AttemptState): readonly [Discrepancy, RemedyAttempt] => [
    state === 'verified' ? fixed : open,
    sampleAttempt({ state, said: said(state) }),
  ]
  return [
    card('with a remedy', open, RECONCILIATION, { remedies: FITTING }),
    ...ATTEMPT_STATES.map((state) => {
      const [discrepancy, attempt] = shown(state)
      return card(`fix ${state}`, discrepancy, RECONCILIATION, { remedies: FITTING, attempt })
    }),
    card('fixed by itself', fixed, RECONCILIATION, {
      attempt: sampleAttempt({ actor: { kind: 'timer', id: 'auto-fix', surface: 'timer' } }),
    }),
    card(
      'fix verified, and it came back',
      sampleDiscrepancy({ timesReopened: 1, reopenedAt: new Date(AT.getTime() + 60_000) }),
      RECONCILIATION,
      { remedies: FITTING, attempt: sampleAttempt() },
    ),
    card('fix taken back', open, RECONCILIATION, {
      attempt: sampleAttempt({ undoes: 'a0', state: 'applied' }),
    }),
    card(
      'fix of a remedy that is gone',
      open,
      { ...RECONCILIATION, remedies: [] },
      { attempt: sampleAttempt() },
    ),
  ]
}

function windows(): Preview[] {
  const email = sampleMismatch({
    field: 'email',
    values: { crm: 'ada@x.org', billing: 'Ada@x.org' },
    likelyCorrect: 'crm',
    cause: 'case',
  })
  const denial = denialAnswer({
    action: 'fix',
    title: 'Customers',
    because: 'not-named',
    who: ['@finance'],
    gone: [],
  })
  const plans: Readonly<Record<string, FixView>> = {
    'one plan': VIEW,
    'several, none chosen': { ...VIEW, remedies: [...FITTING, EMAIL], plan: null },
    'several, one chosen': { ...VIEW, remedies: [...FITTING, EMAIL] },
    'dry run': { ...VIEW, plan: samplePlan({ remedy: sampleRemedy({ dryRun: true }) }) },
    'cannot be applied': { ...VIEW, plan: samplePlan({ refused: 'its limit of 100 a day is reached' }) },
    denied: { ...VIEW, notice: denial, isDenied: true },
    'changed meanwhile': { ...VIEW, notice: fixChanged(12) },
    'named approvers': { ...VIEW, plan: samplePlan({ remedy: sampleRemedy({ approve: ['@finance'] }) }) },
    automatic: { ...VIEW, plan: samplePlan({ remedy: sampleRemedy({ approve: 'auto' }) }) },
    'sensitive values': {
      ...VIEW,
      plan: samplePlan({
        remedy: sampleRemedy({ title: EMAIL.title }),
        discrepancy: sampleDiscrepancy({ finding: email }),
        before: { email: 'Ada@x.org' },
        after: { email: 'ada@x.org' },
        shown: [
          {
            label: 'Statement',
            text: 'update accounts set email = :crm.email where id = :key',
            isSensitive: false,
          },
          { label: ':crm.email', text: 'ada@x.org', isSensitive: true },
          { label: ':key', text: '1042', isSensitive: false },
        ],
      }),
    },
    'a request': {
      ...VIEW,
      plan: samplePlan({
        after: null,
        shown: [
          { label: 'Request', text: 'PATCH https://mailer.example/v1/contacts/1042', isSensitive: false },
          { label: 'Headers', text: 'content-type: application/json', isSensitive: false },
          { label: 'Body', text: '{\n  "balance": "42.50"\n}', isSensitive: false },
        ],
      }),
    },
  }
  return [
    loading('reads', 12),
    working('applies', 12),
    result(
      'verified',
      12,
      fixAnswer({ attempt: sampleAttempt(), discrepancy: resolved(), reconciliation: RECONCILIATION }),
    ),
    ...Object.entries(plans).map(([state, view]) => window(state, view)),
  ]
}

function resolved(): Discrepancy {
  return sampleDiscrepancy({ status: 'resolved' })
}

function outcomes(): Preview[] {
  return [
    ...ATTEMPT_STATES.map((state) =>
      outcome(state, {
        attempt: sampleAttempt({ state, said: said(state) }),
        discrepancy: state === 'verified' ? resolved() : sampleDiscrepancy(),
        reconciliation: RECONCILIATION,
      }),
    ),
    refused('limit', 12, 'its limit of 100 a day is reached'),
    changed('changed meanwhile', 12),
    none('nothing fits', 12),
  ]
}

function lists(): Preview[] {
  const row = {
    reconciliation: RECONCILIATION,
    remedy: sampleRemedy(),
    state: sampleRemedyState(),
    week: { verified: 18, failed: 1, refused: 2 },
    failures: [sampleAttempt({ state: 'failed', said: SAID.failed })],
  }
  const auto = sampleRemedy({ approve: 'auto', name: 'copy_email', title: EMAIL.title })
  const since = { autoSince: AT, autoBy: { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const }
  return [
    remedies('none', [], null),
    remedies('none of one', [], 'Customers'),
    remedies('on', [row], 'Customers'),
    remedies('off', [{ ...row, state: sampleRemedyState({ offSince: AT, failures: 3 }) }], null),
    remedies(
      'switched off by somebody',
      [{ ...row, week: {}, failures: [], state: sampleRemedyState({ offSince: AT }) }],
      null,
    ),
    remedies('not automatic yet', [{ ...row, remedy: auto }], null),
    remedies(
      'may be automatic',
      [{ ...row, remedy: auto, state: sampleRemedyState({ approved: 20 }) }],
      null,
    ),
    remedies(
      'automatic',
      [{ ...row, remedy: auto, state: sampleRemedyState({ approved: 23, ...since }) }],
      null,
    ),
    remedies('dry run', [{ ...row, remedy: sampleRemedy({ dryRun: true }) }], null),
    remedies(
      'many',
      Array.from({ length: 14 }, () => row),
      null,
    ),
  ]
}
