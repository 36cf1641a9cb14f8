import type { Discrepancy } from '../domain/discrepancy.ts'
import type { DiscrepancyEvent } from '../domain/discrepancy-event.ts'
import type { Finding, MismatchFinding } from '../domain/finding.ts'
import { plainField } from '../domain/plain-field.ts'
import { plainReconciliation, plainSide } from '../domain/plain-reconciliation.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { ComparisonSummary, Run } from '../domain/run.ts'

/** When all of it happened. */
export const AT = new Date('2026-11-02T09:30:00Z')
const RUN = { kind: 'run', id: 'r1', surface: 'run' } as const

export const CUSTOMERS: Reconciliation = {
  ...plainReconciliation('customers'),
  title: 'Customers',
  sides: [plainSide('crm'), plainSide('billing')],
  keyNames: ['id'],
  // Of a sensitive field another form of a card is shown.
  fields: [plainField('balance'), plainField('plan'), { ...plainField('email'), sensitive: true }],
}

export const MISMATCH: MismatchFinding = {
  kind: 'mismatch',
  key: { id: '1042' },
  severity: 'high',
  field: 'balance',
  values: { crm: '42.50', billing: '42.05' },
  agreeing: [['crm'], ['billing']],
  likelyCorrect: 'billing',
  likelyCorrectReason: 'billing is trusted for balance',
  cause: 'rounding',
}

/** One of each kind. */
export const FINDINGS: readonly Finding[] = [
  MISMATCH,
  { kind: 'missing', key: { id: '7' }, severity: 'high', presentOn: ['crm'], missingFrom: ['billing'] },
  { kind: 'duplicate', key: { id: '8' }, severity: 'medium', side: 'billing', count: 3 },
  { kind: 'invalid', key: { id: '9' }, severity: 'low', side: 'crm', field: 'balance', raw: 'n/a' },
  {
    kind: 'rekeyed',
    key: { id: '11' },
    severity: 'high',
    keys: { crm: { id: '11' }, billing: { id: '31' } },
    score: '0.9416',
    reasons: [{ field: 'plan', similarity: 'exact', weight: 1, score: '1' }],
    differing: [{ field: 'balance', values: { crm: '1', billing: '2' } }],
  },
  {
    kind: 'schema',
    key: {},
    severity: 'high',
    field: 'balance',
    problem: 'missing-column',
    side: 'billing',
    column: 'balance',
    nearest: 'balances',
    types: {},
  },
]

export const DISCREPANCY: Discrepancy = {
  number: 12,
  reconciliation: 'customers',
  fingerprint: 'f',
  finding: MISMATCH,
  status: 'new',
  statusBy: RUN,
  statusAt: AT,
  resolution: null,
  owner: null,
  snooze: null,
  damped: null,
  firstSeenAt: AT,
  lastSeenAt: AT,
  timesSeen: 3,
  timesReopened: 0,
  reopenedAt: null,
  reopenedBeforeAt: null,
  firstRunId: 'r1',
  lastRunId: 'r1',
  toldRunId: 'r1',
  version: 1,
}

export const FAILED: Run = {
  id: 'r1',
  reconciliation: 'customers',
  trigger: 'schedule',
  requestedBy: 'schedule',
  scope: { kind: 'everything' },
  state: 'failed',
  part: null,
  configHash: null,
  startedAt: AT,
  finishedAt: AT,
  summary: null,
  changes: null,
  error: 'billing did not answer',
}

export const SUMMARY: ComparisonSummary = {
  sides: { crm: { rows: 847, totals: {} }, billing: { rows: 839, totals: {} } },
  counts: { matched: 835, agreeing: 820, missing: 12, mismatch: 14, duplicate: 1, invalid: 2, drift: 5 },
  drift: { balance: { count: 5, max: '0.01', sum: '0.05' } },
  agreement: { asRead: 800, normalised: 15, tolerated: 5 },
}

export const HELD: Run = {
  ...FAILED,
  state: 'held',
  error: null,
  hold: {
    evidence: {
      reasons: [{ kind: 'few-rows', side: 'billing', minRows: 1 }],
      rows: { crm: 847, billing: 0 },
      before: { at: AT.toISOString(), rows: { crm: 845, billing: 839 } },
      differing: 847,
      keys: 847,
      examples: FINDINGS.slice(0, 3),
    },
    toldWith: 'r1',
    decision: null,
  },
}

export const PERSON = { kind: 'person', id: 'U012ABCDEF', surface: 'slack' } as const

export const EVENT: DiscrepancyEvent = {
  id: 1,
  number: 12,
  kind: 'acknowledged',
  actor: PERSON,
  at: AT,
  runId: null,
  from: 'new',
  to: 'acknowledged',
  reason: null,
  note: 'I look into it',
  finding: null,
  details: null,
}

export const ROWS = FINDINGS.map((finding, index) => ({
  discrepancy: { ...DISCREPANCY, number: 12 + index, finding },
  reconciliation: CUSTOMERS,
}))

export const HEALTH = {
  reconciliation: CUSTOMERS,
  lastRun: FAILED,
  running: null,
  open: { high: 1, medium: 0, low: 0 },
  nextRuns: [{ startsAt: AT, changedOnly: false }],
}

export const PAUSE = { by: PERSON, at: AT, until: null, reason: 'migration' } as const
