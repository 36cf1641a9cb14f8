import type { Discrepancy, Status } from '../../src/domain/discrepancy.ts'
import type { Finding } from '../../src/domain/finding.ts'
import { traitsOf } from '../../src/domain/finding-traits.ts'
import type { RunGroupView } from '../../src/slack/messages/run-group.ts'
import { FINDINGS, sampleDiscrepancy, sampleMismatch, sampleReconciliation, sampleRun } from './samples.ts'

const ADA = { kind: 'person', id: 'U012ADA', surface: 'slack' } as const
const MISSING: Finding = {
  kind: 'missing',
  key: { id: '7' },
  severity: 'high',
  presentOn: ['crm', 'mailer'],
  missingFrom: ['billing'],
}
const INVALID: Finding = {
  kind: 'invalid',
  key: { id: '9' },
  severity: 'high',
  side: 'crm',
  field: 'plan',
  raw: 'n/a',
}
const ROUNDED = sampleMismatch()
const HUNDREDFOLD = sampleMismatch({ cause: 'x100' })
const PLAN = sampleMismatch({ field: 'plan', cause: null })

/** Findings of one kind, so many of each status. */
type Share = readonly [Finding, Partial<Readonly<Record<Status, number>>>]

/** Five thousand at once, of which a few are one by one; in three stages. */
export function sampleStorm(stage: 'new' | 'partly' | 'resolved'): RunGroupView {
  const shares: Readonly<Record<typeof stage, readonly Share[]>> = {
    new: [
      [ROUNDED, { new: 3_120 }],
      [HUNDREDFOLD, { new: 1_204 }],
      [MISSING, { new: 412 }],
      [PLAN, { new: 247 }],
      [INVALID, { new: 12 }],
    ],
    partly: [
      [ROUNDED, { resolved: 3_120 }],
      [HUNDREDFOLD, { new: 800, acknowledged: 400, escalated: 4 }],
      [MISSING, { new: 12, resolved: 400 }],
      [PLAN, { acknowledged: 247 }],
      [INVALID, { escalated: 2, resolved: 10 }],
    ],
    resolved: [
      [ROUNDED, { resolved: 3_120 }],
      [HUNDREDFOLD, { resolved: 1_204 }],
      [MISSING, { resolved: 412 }],
      [PLAN, { resolved: 247 }],
      [INVALID, { resolved: 12 }],
    ],
  }
  return viewOf(shares[stage], 60)
}

/** A few of every kind: too few of each for a pattern. */
export function mixedFew(): RunGroupView {
  const findings = FINDINGS.map((finding): Finding => ({ ...finding, severity: 'high' }))
  return viewOf(
    findings.map((finding, index) => [finding, { new: index + 1, acknowledged: index % 2 }]),
    30,
  )
}

/** Values that nobody may read. */
export function emailStorm(): RunGroupView {
  const values = { crm: 'ann@example.org', billing: 'ANN@example.org', mailer: null }
  const finding = sampleMismatch({
    field: 'email',
    values,
    agreeing: [['crm'], ['billing'], ['mailer']],
    cause: 'case',
  })
  return viewOf([[finding, { new: 31 }]], 31)
}

function viewOf(shares: readonly Share[], shown: number): RunGroupView {
  const counts = shares.flatMap(([finding, statuses]) =>
    Object.entries(statuses)
      .filter(([, count]) => count > 0)
      .map(([status, count]) => ({
        ...traitsOf(finding),
        severity: finding.severity,
        status: status as Status,
        count,
      })),
  )
  return {
    run: sampleRun(),
    reconciliation: sampleReconciliation(),
    counts,
    rows: rowsOf(shares).slice(0, shown),
  }
}

const ORDER: readonly string[] = ['escalated', 'new', 'acknowledged', 'resolved']

function rowsOf(shares: readonly Share[]): Discrepancy[] {
  const all = shares.flatMap(([finding, statuses]) =>
    Object.entries(statuses).flatMap(([status, count]) =>
      Array.from({ length: Math.min(count, 20) }, () => ({ finding, status: status as Status })),
    ),
  )
  return all
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
    .map(({ finding, status }, index) =>
      sampleDiscrepancy({
        number: 17 + index,
        finding: finding.kind === 'schema' ? finding : { ...finding, key: { id: `${1_042 + index * 7}` } },
        status,
        ...(status === 'new' ? {} : { statusBy: ADA }),
        ...(status === 'resolved' ? { resolution: { reason: 'fixed', note: null } } : {}),
      }),
    )
}
