import type { Remedy, RemedyAttempt, RemedyState } from '../../src/domain/remedy.ts'
import type { ShownPlan } from '../../src/slack/messages/fix-plan.ts'
import { AT, sampleDiscrepancy, sampleMismatch, sampleReconciliation } from './samples.ts'

const ADA = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const

export function sampleRemedy(changes: Partial<Remedy> = {}): Remedy {
  return {
    name: 'copy_balance',
    title: 'Copy the balance from the CRM',
    when: { kinds: ['mismatch'], fields: ['balance'] },
    does: {
      type: 'sql',
      side: 'billing',
      statement: 'update accounts set balance = :crm.balance where id = :key and balance = :seen',
    },
    reverse: {
      type: 'sql',
      side: 'billing',
      statement: 'update accounts set balance = :before.balance where id = :key',
    },
    approve: 'person',
    autoAfter: 20,
    limit: { run: 20, day: 100 },
    dryRun: false,
    ...changes,
  }
}

export function sampleAttempt(changes: Partial<RemedyAttempt> = {}): RemedyAttempt {
  return {
    id: 'a1',
    number: 12,
    reconciliation: 'customers',
    remedy: 'copy_balance',
    state: 'verified',
    actor: ADA,
    approvedAt: AT,
    endedAt: AT,
    bulk: null,
    undoes: null,
    side: 'billing',
    before: { balance: '42.05' },
    after: { balance: '42.50' },
    said: null,
    ...changes,
  }
}

export function sampleRemedyState(changes: Partial<RemedyState> = {}): RemedyState {
  return {
    reconciliation: 'customers',
    remedy: 'copy_balance',
    offSince: null,
    failures: 0,
    approved: 12,
    autoBy: null,
    autoSince: null,
    ...changes,
  }
}

/** A definition that has the remedy, and another one. */
export function withRemedies(remedies: readonly Remedy[] = [sampleRemedy()]) {
  return sampleReconciliation({ remedies })
}

export function samplePlan(changes: Partial<ShownPlan> = {}): ShownPlan {
  return {
    remedy: sampleRemedy(),
    discrepancy: sampleDiscrepancy({ finding: sampleMismatch() }),
    side: 'billing',
    shown: [
      {
        label: 'Statement',
        text: 'update accounts set balance = :crm.balance where id = :key and balance = :seen',
        isSensitive: false,
      },
      { label: ':crm.balance', text: '42.50', isSensitive: false },
      { label: ':key', text: '1042', isSensitive: false },
      { label: ':seen', text: '42.05', isSensitive: false },
    ],
    before: { balance: '42.05' },
    after: { balance: '42.50' },
    refused: null,
    left: 88,
    ...changes,
  }
}

/** Words as the core says them. */
export const SAID = {
  refused: 'billing shows another value now',
  unknown: 'Look at billing, key 1042: the connection was lost while the statement was sent',
  failed: 'billing refused the statement (permission denied for table accounts)',
  unverified: 'billing still shows another value than crm',
} as const
