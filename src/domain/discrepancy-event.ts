import type { Actor, Discrepancy, ResolutionReason, Status } from './discrepancy.ts'
import type { Finding } from './finding.ts'
import type { LadderCall, TargetName } from './ladder.ts'
import type { AttemptState } from './remedy.ts'
import type { Verification } from './verification.ts'

export const EVENT_KINDS = [
  'opened',
  'seen',
  'reopened',
  'acknowledged',
  'escalated',
  'resolved',
  'note',
  'unacknowledged',
  'assigned',
  'snoozed',
  'unsnoozed',
  /** A snooze ended by itself: its time came, or a run saw other values. */
  'woke',
  /** It came and went, and has not for a day. */
  'stable',
  'undone',
  /** Somebody was shown what Slack hides. Nothing changed by it. */
  'revealed',
  /** An incident was opened for it, or is over. Nothing changed by it. */
  'incident',
  /** A remedy was tried, whatever came of it. */
  'attempted',
  /** The escalation ladder went a step: whom it called, or why it could not and whom instead. */
  'called',
  /** A target was missed. */
  'breached',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** These change nothing of the discrepancy and make no version: no decision rests on them. */
const ASIDE: readonly EventKind[] = ['revealed', 'incident']
export function isAside({ kind }: Pick<DiscrepancyEvent, 'kind'>): boolean {
  return ASIDE.includes(kind)
}

/** What an event says besides; instants as ISO texts. */
export interface EventDetails {
  /** Of `assigned`: to whom. */
  readonly owner?: string | null
  /** Of `snoozed`: until when; null: until its values change. */
  readonly until?: string | null
  /** Of `escalated`: who was called instead of whom the config names. Of `called`: who was; absent: nobody could be. */
  readonly to?: string
  /** Of `escalated` and `called`: whom the config names, who could not be called. */
  readonly insteadOf?: string
  /** Of `called`: why they could not, in a few words without a full stop. */
  readonly because?: string
  /** Of `called`: how, and which step of which round, both from 1. */
  readonly how?: LadderCall['kind']
  readonly step?: number
  readonly round?: number
  /** Of `breached`. */
  readonly target?: TargetName
  /** Of `resolved` by a person: what the sides said to it. */
  readonly check?: Verification
  /** Of `note`: which request it was, where one may come twice. */
  readonly once?: string
  /** Of `undone`: what was undone. */
  readonly undid?: EventKind
  /** Of `incident`: at which service. `joined`: it was open already, for others alike. */
  readonly incident?: {
    readonly service: string
    readonly did: 'opened' | 'joined' | 'closed'
    readonly link: string | null
  }
  /** Of `attempted`: which remedy, which attempt, and what came of it. */
  readonly remedy?: string
  readonly attempt?: string
  readonly state?: AttemptState
  /** Of what a person did: what an undo restores. */
  readonly before?: Before
}

export interface Before extends Pick<Discrepancy, 'status' | 'statusBy' | 'resolution' | 'owner'> {
  readonly statusAt: string
  readonly snooze: { readonly until: string | null; readonly by: Actor; readonly at: string } | null
}

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
  readonly details: EventDetails | null
}
