import type { Actor, ResolutionReason, Status } from './discrepancy.ts'
import type { Finding } from './finding.ts'

export const EVENT_KINDS = [
  'opened',
  'seen',
  'reopened',
  'acknowledged',
  'escalated',
  'resolved',
  'note',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** One thing that happened to a discrepancy. Never changed, never deleted. */
export interface DiscrepancyEvent {
  /** Grows with time. */
  readonly id: number
  readonly number: number
  readonly kind: EventKind
  readonly actor: Actor
  readonly at: Date
  readonly runId: string | null
  readonly from: Status | null
  readonly to: Status | null
  readonly reason: ResolutionReason | null
  readonly note: string | null
  /** The evidence, where the event brought new evidence. */
  readonly finding: Finding | null
}
