import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import type { Finding, MismatchFinding } from '../../src/domain/finding.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'

const AT = new Date('2026-11-01T09:00:00Z')

export function mismatch(key: string, values: MismatchFinding['values']): MismatchFinding {
  return {
    kind: 'mismatch',
    key: { id: key },
    severity: 'high',
    field: 'email',
    values,
    agreeing: Object.keys(values).map((side) => [side]),
    likelyCorrect: null,
    likelyCorrectReason: null,
    cause: null,
  }
}

/** A discrepancy of reconciliation `customers` as the first run left it, changed as a test needs. */
export function makeDiscrepancy(
  number: number,
  finding: Finding,
  changed: Partial<Discrepancy> = {},
): Discrepancy {
  return {
    number,
    reconciliation: 'customers',
    fingerprint: fingerprint('customers', finding),
    finding,
    status: 'new',
    statusBy: { kind: 'run', id: 'run-1', surface: 'run' },
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
    firstRunId: 'run-1',
    toldRunId: 'run-1',
    lastRunId: 'run-1',
    version: 1,
    ...changed,
  }
}
