import type { CauseGone } from './cause-state.ts'
import type { Actor } from './discrepancy.ts'
/** What the card shows by itself: a line of it only adds to a thread that people read. */
export const HISTORY_EVENTS = [
  'acknowledged',
  'unacknowledged',
  'resolved',
  /** A person reopened it; `reopened`: it came back. */
  'taken-up',
  'snoozed',
  'unsnoozed',
] as const

/** What a line in the thread of a card tells. */
export const NOTE_EVENTS = [
  'escalated',
  'reopened',
  'flapping',
  'stable',
  'changed',
  'woke',
  'assigned',
  'noted',
  'undone',
  'attempted',
  'called',
  'breached',
  ...HISTORY_EVENTS,
] as const
export type NoteEvent = (typeof NOTE_EVENTS)[number]

/**
 * What Slack is told of a change: nothing, an edit of every copy, or that and a line in the thread of its card; the line
 * only where a card stands, but with `card-and-thread` one is posted.
 */
export type Told = 'nothing' | 'copies' | 'copies-and-thread' | 'card-and-thread'

/** Many of a run's group were escalated, or fixed, by one person at once. */
export interface GroupNote {
  readonly runId: string
  /** Names the act: what it adds later is told in the same line. */
  readonly bulk: string
  readonly by: Actor
  readonly count: number
  readonly at: string
  /** They were not escalated: a remedy was applied to them, and this came of it, in words. */
  readonly fix?: { readonly remedy: string; readonly words: string }
}

/** Somebody paused a schedule, or resumed it. */
export interface ScheduleNote {
  readonly reconciliation: string
  readonly did: 'paused' | 'resumed'
  readonly by: Actor
  /** When the pause ends, or would have, by itself; null: not by itself. */
  readonly until: string | null
  readonly reason: string | null
}

/** What a message is about. The message itself is rendered from the tracker when it is delivered. */
export type OutboxSubject =
  | { readonly kind: 'discrepancy'; readonly number: number }
  | { readonly kind: 'run-group'; readonly runId: string }
  /** A line in the thread of a group message: many were escalated together. */
  | ({ readonly kind: 'group-note' } & GroupNote)
  | { readonly kind: 'digest'; readonly id: string }
  /** A run that was held, with those held after it for the same cause. */
  | { readonly kind: 'held'; readonly runId: string }
  /** The schedule's runs that failed one after another, from this one on. */
  | { readonly kind: 'failing'; readonly runId: string }
  | ({ readonly kind: 'schedule' } & ScheduleNote)
  | ({ readonly kind: 'cause-gone' } & CauseGone)
  /** A remedy failed so often in a row that it was switched off, at that time. */
  | {
      readonly kind: 'remedy-off'
      readonly reconciliation: string
      readonly remedy: string
      readonly at: string
    }
  /** Written to one person: the escalation ladder calls them. */
  | { readonly kind: 'call'; readonly number: number }
  /** A line in the thread of a card: what happened, at that version of the discrepancy. */
  | {
      readonly kind: 'note'
      readonly number: number
      readonly event: NoteEvent
      readonly version: number
      /** The last version that the line tells of, where it tells of several; `event` is that of the first. */
      readonly upTo?: number
    }
  /** No message: an incident, as its service must be told of it. Its channel is `incident:` and the service. */
  | {
      readonly kind: 'incident'
      readonly incident: number
      readonly service: string
      readonly number: number
    }

/** Asks that the message with this tag be shown as it now is. */
export interface WantedMessage {
  readonly tag: string
  readonly channel: string
  readonly about: OutboxSubject
}

/** A wanted message on its way. */
export interface OutboxRow extends WantedMessage {
  /** Deliveries begun since it was last asked for, the present one included. */
  readonly attempts: number
  readonly nextAttemptAt: Date
  /** When the first post began that may have arrived without our knowing; null: there is none. */
  readonly firstAttemptAt: Date | null
  /** A person looked, and wants it posted even if nobody can tell whether it stands there already. */
  readonly postAnyway: boolean
  readonly state: 'pending' | 'failed'
  /** Why the last attempt did not succeed. */
  readonly error: string | null
  /** Grows each time the message is asked for, so that a delivery in hand does not hide a newer wish. */
  readonly generation: number
}

/** Where a message stands in Slack. */
export interface SentMessage {
  readonly tag: string
  readonly channel: string
  readonly ts: string
  /** Hash of what was sent last: the same wish again need not be sent. */
  readonly contentHash: string
  readonly sentAt: Date
  /** When it was found deleted in Slack; null: it stands there. */
  readonly goneAt: Date | null
  /** How often it was posted anew after that. */
  readonly reposts: number
}

/** A row that this process delivers, and nobody else until the lease ends. */
export interface ClaimedRow extends OutboxRow {
  readonly lane: string
  readonly askedAt: Date
  readonly leaseUntil: Date
}
