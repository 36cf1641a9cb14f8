import type { Discrepancy } from './discrepancy.ts'
import type { Finding } from './finding.ts'
import { publicFinding } from './public-finding.ts'
import type { SideValues } from './record.ts'
import { tellingOf } from './telling-of.ts'

/** A discrepancy with the members that scripts rely on; what its kind of finding has besides comes last. */
export function publicDiscrepancy(discrepancy: Discrepancy): Record<string, unknown> {
  const { finding } = discrepancy
  const members = {
    number: discrepancy.number,
    reconciliation: discrepancy.reconciliation,
    kind: finding.kind,
    key: finding.key,
    field: 'field' in finding ? finding.field : null,
    values: valuesOf(finding),
    status: discrepancy.status,
    severity: finding.severity,
    route: tellingOf(discrepancy),
    firstSeen: discrepancy.firstSeenAt.toISOString(),
    lastSeen: discrepancy.lastSeenAt.toISOString(),
    timesSeen: discrepancy.timesSeen,
    timesReopened: discrepancy.timesReopened,
    statusBy: discrepancy.statusBy.id,
    statusAt: discrepancy.statusAt.toISOString(),
    resolution: discrepancy.resolution,
    owner: discrepancy.owner,
    snoozedUntil: snoozedUntil(discrepancy),
    flapping: discrepancy.damped !== null,
  }
  return { ...members, ...publicFinding(finding), ...members }
}

/** An instant, `change`: until its values change; null: it is not snoozed. */
function snoozedUntil({ snooze }: Discrepancy): string | null {
  return snooze && (snooze.until?.toISOString() ?? 'change')
}

function valuesOf(finding: Finding): SideValues {
  if (finding.kind === 'mismatch') return finding.values
  return finding.kind === 'invalid' ? { [finding.side]: finding.raw } : {}
}
