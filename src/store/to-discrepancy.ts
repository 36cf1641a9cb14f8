import type { Discrepancy } from '../domain/discrepancy.ts'
import type { discrepancies } from './schema.ts'

/** A discrepancy's row as the domain knows it. */
export function toDiscrepancy(row: typeof discrepancies.$inferSelect): Discrepancy {
  const { kind: _kind, keyText: _key, field: _field, severity: _severity, ...kept } = row
  const { resolutionReason: reason, resolutionNote: note, ...resolved } = kept
  const { snoozedUntil, snoozedBy, snoozedAt, ...awake } = resolved
  const { dampedSince, dampedUntil, ...discrepancy } = awake
  return {
    ...discrepancy,
    resolution: reason ? { reason, note } : null,
    snooze: snoozedBy && snoozedAt && { until: snoozedUntil, by: snoozedBy, at: snoozedAt },
    damped: dampedSince && dampedUntil && { since: dampedSince, until: dampedUntil },
  }
}
