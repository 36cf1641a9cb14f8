import type { DigestFacts } from '../../src/domain/digest-facts.ts'
import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import type { Finding, MismatchFinding } from '../../src/domain/finding.ts'
import { plainField } from '../../src/domain/plain-field.ts'
import { plainReconciliation, plainSide } from '../../src/domain/plain-reconciliation.ts'
import type { Field, Reconciliation } from '../../src/domain/reconciliation.ts'
import type { Run } from '../../src/domain/run.ts'

export const AT = new Date('2026-11-02T09:30:00Z')

export function sampleField(name: string, rules: Partial<Field> = {}): Field {
  return { ...plainField(name), type: 'text', ...rules }
}

export function sampleReconciliation(changes: Partial<Reconciliation> = {}): Reconciliation {
  return {
    ...plainReconciliation('customers'),
    title: 'Customers',
    sides: ['crm', 'billing', 'mailer'].map((side) => ({ ...plainSide(side), keyColumns: ['id'] })),
    keyNames: ['id'],
    fields: [
      sampleField('balance', { type: 'decimal' }),
      sampleField('email', { sensitive: true }),
      sampleField('plan'),
    ],
    notify: { ...plainReconciliation('customers').notify, channel: '#ops', digestChannel: '#ops' },
    triage: { escalateTo: '@oncall' },
    ...changes,
  }
}

export function sampleMismatch(changes: Partial<MismatchFinding> = {}): MismatchFinding {
  return {
    kind: 'mismatch',
    key: { id: '1042' },
    severity: 'high',
    field: 'balance',
    values: { crm: '42.50', billing: '42.05', mailer: '42.50' },
    agreeing: [['crm', 'mailer'], ['billing']],
    likelyCorrect: 'billing',
    likelyCorrectReason: 'billing is trusted for balance',
    cause: 'rounding',
    ...changes,
  }
}

/** One finding of every kind. */
export const FINDINGS: readonly Finding[] = [
  sampleMismatch(),
  {
    kind: 'missing',
    key: { id: '7' },
    severity: 'high',
    presentOn: ['crm'],
    missingFrom: ['billing', 'mailer'],
  },
  { kind: 'duplicate', key: { id: '8' }, severity: 'medium', side: 'billing', count: 3 },
  { kind: 'invalid', key: { id: '9' }, severity: 'low', side: 'crm', field: 'balance', raw: 'n/a' },
  { kind: 'invalid', key: { id: null }, severity: 'low', side: 'crm', field: 'id', raw: null },
  {
    kind: 'missing',
    key: { id: '10' },
    severity: 'high',
    presentOn: ['crm'],
    missingFrom: ['billing'],
    pairing: {
      outcome: 'tied',
      candidates: [
        { key: { id: '21' }, score: '0.94' },
        { key: { id: '22' }, score: '0.93' },
      ],
    },
  },
  {
    kind: 'rekeyed',
    key: { id: '11' },
    severity: 'high',
    keys: { crm: { id: '11' }, billing: { id: '31' } },
    score: '0.9416',
    reasons: [
      { field: 'email', similarity: 'jaro_winkler', weight: 2, score: '0.9124' },
      { field: 'balance', similarity: 'exact', weight: 1, score: '1' },
    ],
    differing: [{ field: 'email', values: { crm: 'ann@x', billing: 'anne@x' } }],
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
  {
    kind: 'schema',
    key: {},
    severity: 'high',
    field: 'balance',
    problem: 'type-mismatch',
    side: null,
    column: null,
    nearest: null,
    types: { crm: 'integer', billing: 'text (character varying)' },
  },
]

export function sampleDiscrepancy(changes: Partial<Discrepancy> = {}): Discrepancy {
  return {
    number: 12,
    reconciliation: 'customers',
    fingerprint: 'f',
    finding: sampleMismatch(),
    status: 'new',
    statusBy: { kind: 'run', id: 'r1', surface: 'run' },
    statusAt: AT,
    resolution: null,
    owner: null,
    snooze: null,
    damped: null,
    firstSeenAt: AT,
    lastSeenAt: AT,
    timesSeen: 1,
    timesReopened: 0,
    reopenedAt: null,
    reopenedBeforeAt: null,
    firstRunId: 'r1',
    toldRunId: 'r1',
    lastRunId: 'r1',
    version: 2,
    ...changes,
  }
}

const ADA = { kind: 'person', id: 'U012ADA', surface: 'slack' } as const

/** A discrepancy in every state it can be in, by a name for the test. */
export const STATES: Readonly<Record<string, Discrepancy>> = {
  new: sampleDiscrepancy(),
  'seen again': sampleDiscrepancy({ timesSeen: 3 }),
  'came back': sampleDiscrepancy({ timesReopened: 2, timesSeen: 9 }),
  acknowledged: sampleDiscrepancy({ status: 'acknowledged', statusBy: ADA }),
  'acknowledged at the command line': sampleDiscrepancy({
    status: 'acknowledged',
    statusBy: { kind: 'person', id: 'ada', surface: 'cli' },
  }),
  escalated: sampleDiscrepancy({ status: 'escalated', statusBy: ADA }),
  'assigned and snoozed': sampleDiscrepancy({
    owner: 'U012ADA',
    snooze: { until: new Date('2026-11-05T09:30:00Z'), by: ADA, at: AT },
  }),
  'snoozed until it changes': sampleDiscrepancy({
    status: 'acknowledged',
    statusBy: ADA,
    owner: 'ann',
    snooze: { until: null, by: { kind: 'person', id: 'ann', surface: 'cli' }, at: AT },
  }),
  flapping: sampleDiscrepancy({
    timesReopened: 3,
    damped: { since: AT, until: new Date('2026-11-03T09:30:00Z') },
  }),
  'resolved by a person': sampleDiscrepancy({
    status: 'resolved',
    statusBy: ADA,
    resolution: { reason: 'expected', note: 'known *rounding*' },
  }),
  'resolved by a run': sampleDiscrepancy({
    status: 'resolved',
    resolution: { reason: 'agrees', note: null },
  }),
  'resolved by a run that found its other key': sampleDiscrepancy({
    status: 'resolved',
    resolution: { reason: 'paired', note: null },
  }),
}

export function sampleRun(changes: Partial<Run> = {}): Run {
  return {
    id: 'r1',
    reconciliation: 'customers',
    trigger: 'schedule',
    requestedBy: 'schedule',
    scope: { kind: 'everything' },
    state: 'completed',
    part: null,
    configHash: null,
    startedAt: AT,
    finishedAt: AT,
    summary: sampleSummary(),
    changes: { opened: 1, seenAgain: 2, reopened: 0, resolved: 4 },
    error: null,
    ...changes,
  }
}

export function sampleSummary(
  counts: Partial<NonNullable<Run['summary']>['counts']> = {},
): NonNullable<Run['summary']> {
  return {
    sides: { crm: { rows: 847, totals: {} }, billing: { rows: 839, totals: {} } },
    counts: {
      matched: 835,
      agreeing: 820,
      missing: 12,
      mismatch: 14,
      duplicate: 1,
      invalid: 2,
      drift: 5,
      ...counts,
    },
    drift: {},
    agreement: { asRead: 800, normalised: 15, tolerated: 5 },
  }
}

/** A day on which nothing happened. */
export const QUIET: DigestFacts = {
  day: '2026-11-02',
  since: '2026-11-01T09:00:00.000Z',
  until: '2026-11-02T09:00:00.000Z',
  opened: 0,
  reopened: 0,
  resolvedByPeople: 0,
  resolvedByThemselves: 0,
  open: { high: 0, medium: 0, low: 0 },
  reconciliations: [],
  oldest: null,
  numbers: [],
}
