import type { Report } from '../../../src/cli/output/report.ts'
import type { Finding } from '../../../src/domain/finding.ts'

/** The findings of DESIGN's example, one of each kind. */
export const FINDINGS: readonly Finding[] = [
  {
    kind: 'mismatch',
    key: { id: '3' },
    field: 'balance',
    values: { crm: '42.50', billing: '42.05' },
    agreeing: [['crm'], ['billing']],
    likelyCorrect: 'billing',
    likelyCorrectReason: 'billing is trusted for balance',
    cause: null,
    severity: 'high',
  },
  { kind: 'missing', key: { id: '9' }, presentOn: ['crm'], missingFrom: ['billing'], severity: 'high' },
  { kind: 'duplicate', key: { id: '4' }, side: 'billing', count: 2, severity: 'high' },
  { kind: 'invalid', key: { id: '5' }, side: 'crm', field: 'balance', raw: 'n/a', severity: 'high' },
]

/** One of each problem. */
export const SCHEMA_FINDINGS: readonly Finding[] = [
  {
    kind: 'schema',
    key: {},
    field: 'plan',
    problem: 'missing-column',
    side: 'billing',
    column: 'tier',
    nearest: 'tiers',
    types: {},
    severity: 'high',
  },
  {
    kind: 'schema',
    key: {},
    field: 'balance',
    problem: 'type-mismatch',
    side: null,
    column: null,
    nearest: null,
    types: { crm: 'integer', billing: 'text (character varying)' },
    severity: 'high',
  },
]

/** A report of crm and billing; say only what the test is about. */
export function aReport(findings: readonly Finding[], changes: Partial<Report> = {}): Report {
  const count = (kind: string) => findings.filter((finding) => finding.kind === kind).length
  return {
    reconciliation: 'customers',
    run: 'run-1',
    state: 'completed',
    keyNames: ['id'],
    summary: {
      sides: {
        crm: { rows: 5, totals: { balance: '10.50' } },
        billing: { rows: 6, totals: { balance: '10.4' } },
      },
      counts: {
        matched: 5,
        agreeing: findings.length === 0 ? 5 : 2,
        missing: count('missing'),
        mismatch: count('mismatch'),
        duplicate: count('duplicate'),
        invalid: count('invalid'),
        ...(count('schema') > 0 ? { schema: count('schema') } : {}),
        drift: 1,
      },
      drift: { balance: { count: 1, max: '0.01', sum: '0.01' } },
      agreement: { asRead: 4, normalised: 0, tolerated: 1 },
    },
    findings,
    ...changes,
  }
}
