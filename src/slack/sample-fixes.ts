import type { ModalView } from '@slack/types'
import type { Remedy, RemedyAttempt } from '../domain/remedy.ts'
import { discrepancyCard } from './messages/discrepancy-card.ts'
import { fixAnswer, fixChanged, fixRefusal, noFixAnswer } from './messages/fix-answer.ts'
import { fixManyAnswer } from './messages/fix-many-answer.ts'
import {
  fixManyLoadingModal,
  fixManyModal,
  fixManyProgressModal,
  fixManyResultModal,
} from './messages/fix-many-modal.ts'
import { fixLoadingModal, fixModal, fixResultModal, fixWorkingModal } from './messages/fix-modal.ts'
import type { Message } from './messages/message.ts'
import { remediesAnswer } from './messages/remedies-answer.ts'
import { remedyOff } from './messages/remedy-off.ts'
import { AT, CUSTOMERS, DISCREPANCY, PERSON } from './sample-facts.ts'
import { type Sample, sampleOf } from './sample-of.ts'

const STATEMENT = 'update accounts set balance = :crm.balance where id = :key'
const REMEDY: Remedy = {
  name: 'copy_balance',
  title: 'Copy the balance',
  when: { fields: ['balance'] },
  does: { type: 'sql', side: 'billing', statement: STATEMENT },
  reverse: { type: 'sql', side: 'billing', statement: STATEMENT },
  approve: 'auto',
  autoAfter: 20,
  limit: { run: 20, day: 100 },
  dryRun: false,
}
const FIXABLE = { ...CUSTOMERS, remedies: [REMEDY] }
const ATTEMPT: RemedyAttempt = {
  id: 'a1',
  number: 12,
  reconciliation: 'customers',
  remedy: 'copy_balance',
  state: 'unverified',
  actor: PERSON,
  approvedAt: AT,
  endedAt: AT,
  bulk: null,
  undoes: null,
  side: 'billing',
  before: { balance: '42.05' },
  after: { balance: '42.50' },
  said: 'It was done, and the sides still do not agree',
}
const PLAN = {
  remedy: REMEDY,
  discrepancy: DISCREPANCY,
  side: 'billing',
  shown: [
    { label: 'Statement', text: STATEMENT, isSensitive: false },
    { label: ':key', text: '1042', isSensitive: true },
  ],
  before: { balance: '42.05' },
  after: { balance: '42.50' },
  refused: null,
  left: 88,
}
const OUTCOME = { attempt: ATTEMPT, discrepancy: DISCREPANCY, reconciliation: FIXABLE }
const RESULT = {
  bulk: 'b1',
  asked: 2,
  tried: [{ number: 12, state: 'verified', said: null } as const],
  notTried: [{ number: 13, because: 'it changed since you looked' }],
  left: 9,
  stopped: 'the remedy was switched off',
}

/** What the bot says of fixes. */
export function sampleFixes(): readonly Sample<Message>[] {
  const state = {
    reconciliation: 'customers',
    remedy: 'copy_balance',
    offSince: null,
    failures: 0,
    approved: 20,
    autoBy: null,
    autoSince: null,
  }
  const row = { reconciliation: FIXABLE, remedy: REMEDY, state, week: { verified: 9 }, failures: [ATTEMPT] }
  return [
    sampleOf(remedyOff)('it failed', { reconciliation: FIXABLE, remedy: REMEDY, at: AT, failed: [ATTEMPT] }),
    sampleOf(discrepancyCard)('a fix', DISCREPANCY, FIXABLE, { remedies: [REMEDY], attempt: ATTEMPT }),
    sampleOf(fixAnswer)('not proven', OUTCOME),
    sampleOf(fixRefusal)('a limit', 12, 'its limit is reached'),
    sampleOf(fixChanged)('changed', 12),
    sampleOf(noFixAnswer)('nothing fits', 12),
    sampleOf(fixManyAnswer)('some', { result: RESULT, remedy: REMEDY, reconciliation: FIXABLE }),
    sampleOf(remediesAnswer)('one', [row], null),
  ]
}

/** The windows that ask for a fix, and that show what came of it. */
export function sampleFixWindows(): readonly Sample<ModalView>[] {
  const outcome = fixAnswer(OUTCOME)
  const asked = { reconciliation: FIXABLE, notice: null, isDenied: false, privateMetadata: '{}' }
  const others = [REMEDY, { ...REMEDY, name: 'other' }]
  const plan = { remedy: REMEDY, count: 9, first: [PLAN], left: 88, refused: null }
  const fitting = others.map((remedy) => ({ remedy, count: 9 }))
  return [
    sampleOf(fixLoadingModal)('reads', 12),
    sampleOf(fixWorkingModal)('works', 12),
    sampleOf(fixModal)('a plan', { ...asked, number: 12, remedies: others, plan: PLAN }),
    sampleOf(fixResultModal)('not proven', 12, outcome),
    sampleOf(fixManyLoadingModal)('reads'),
    sampleOf(fixManyProgressModal)('on its way', 25, 300),
    sampleOf(fixManyModal)('a plan', { ...asked, chosen: 20, fitting, plan }),
    sampleOf(fixManyResultModal)('some', outcome),
  ]
}
