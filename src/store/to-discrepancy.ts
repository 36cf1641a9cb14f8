import type { Discrepancy } from '../domain/discrepancy.ts'
import type { discrepancies } from './schema.ts'

/** A discrepancy's row as the domain knows it. */
export function toDiscrepancy(row: typeof discrepancies.$inferSelect): Discrepancy {
  const { kind: _kind, keyText: _key, field: _field, severity: _severity, ...kept } = row
  const { resolutionReason: reason, resolutionNote: note, ...discrepancy } = kept
  return { ...discrepancy, resolution: reason ? { reason, note } : null }
}
