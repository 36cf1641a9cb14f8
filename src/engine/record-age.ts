import type { RawValue } from '../domain/record.ts'
import type { CanonicalValue } from './canonical-value.ts'
import type { ComparisonPlan, PlannedSide } from './comparison-plan.ts'
import { parseTimestamp } from './parse-timestamp.ts'
import type { RecordAtKey } from './record-at-key.ts'

/** When a record was updated, as its side tells it. */
export interface UpdatedAt {
  readonly raw: string
  readonly instant: CanonicalValue
}

/** A side's `updatedAt` of a record; null where it does not tell, or tells no instant. */
export function updatedAtOf(
  side: PlannedSide,
  cells: RecordAtKey['cells'][number],
  cell: number | null = side.updatedAtCell,
): UpdatedAt | null {
  const raw = cell === null || cells === null ? null : cells[cell]!
  if (raw == null) return null
  const instant = readInstant(raw, side.updatedAtZone)
  return instant.kind === 'value' && instant.amount !== null ? { raw, instant } : null
}

/** A raw `updatedAt`; the ends of time have no amount. */
export function readInstant(raw: RawValue, zone: string): CanonicalValue {
  if (raw === null) return { kind: 'null' }
  const instant = parseTimestamp(raw, zone)
  if (instant === null) return { kind: 'invalid' }
  if (typeof instant === 'string') return { kind: 'value', text: instant, amount: null }
  return { kind: 'value', text: `${instant.seconds}.${instant.fraction}`, amount: instant }
}

/**
 * Whether a record is still within its grace: the oldest `updatedAt` of these sides (by index) decides, so that a side
 * that is touched every minute does not hide a record for ever, nor a group that grows every day. Nothing told, or an instant further in the future than
 * the grace, means no.
 */
export function isYoung(
  record: RecordAtKey,
  sides: readonly number[],
  { plan, now }: { readonly plan: ComparisonPlan; readonly now: Date },
): boolean {
  const grace = plan.reconciliation.missing.graceSeconds
  if (grace <= 0) return false
  const ages = sides.flatMap((index) => {
    const side = plan.sides[index]!
    const cell = side.grouping?.oldestUpdateCell ?? side.updatedAtCell
    const updatedAt = updatedAtOf(side, record.cells[index]!, cell)
    return updatedAt ? [now.getTime() / 1000 - secondsOf(updatedAt.instant)] : []
  })
  if (ages.length === 0) return false
  const age = Math.max(...ages)
  return age < grace && age > -grace
}

function secondsOf(instant: CanonicalValue): number {
  if (instant.kind !== 'value' || !instant.amount || !('seconds' in instant.amount)) return Number.NaN
  return instant.amount.seconds + Number(`0.${instant.amount.fraction}`)
}
