import type { Discrepancy } from '../domain/discrepancy.ts'
import type { discrepancies } from './schema.ts'

/** A discrepancy's row as the domain knows it. Field by field: a run may read a hundred thousand of them. */
export function toDiscrepancy(row: typeof discrepancies.$inferSelect): Discrepancy {
  const { resolutionReason: reason, resolutionNote: note, resolutionCheck: check } = row
  const { snoozedUntil, snoozedBy, snoozedAt, dampedSince, dampedUntil } = row
  return {
    number: row.number,
    reconciliation: row.reconciliation,
    fingerprint: row.fingerprint,
    finding: row.finding,
    status: row.status,
    statusBy: row.statusBy,
    statusAt: row.statusAt,
    resolution: reason ? { reason, note, ...(check ? { check } : {}) } : null,
    owner: row.owner,
    snooze: snoozedBy && snoozedAt && { until: snoozedUntil, by: snoozedBy, at: snoozedAt },
    damped: dampedSince && dampedUntil && { since: dampedSince, until: dampedUntil },
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
    timesSeen: row.timesSeen,
    timesReopened: row.timesReopened,
    reopenedAt: row.reopenedAt,
    reopenedBeforeAt: row.reopenedBeforeAt,
    firstRunId: row.firstRunId,
    lastRunId: row.lastRunId,
    toldRunId: row.toldRunId,
    ...(row.route === null ? {} : { route: row.route }),
    version: row.version,
  }
}
