import { HISTORY_EVENTS, type NoteEvent, type Told } from '../domain/outbox.ts'
import type { ThreadRule } from '../domain/reconciliation.ts'

export interface LineWish {
  readonly event: NoteEvent
  readonly tells: Told
  readonly rule: ThreadRule
  /** A card stands in Slack, or is on its way. */
  readonly hasCard: boolean
  /** Something was said in its thread already. */
  readonly hasLines: boolean
  /** One of many that somebody acted on at once. */
  readonly isOneOfMany: boolean
}

/**
 * Whether what happened is said in the thread of the card. What calls somebody or asks for attention always is. What the
 * card shows by itself is said where people read the thread already, or where the config wants all of it; of many at once
 * nothing is, unless the config wants all.
 */
export function isSaidInThread({ event, tells, rule, hasCard, hasLines, isOneOfMany }: LineWish): boolean {
  if (isOneOfMany && rule === 'quiet') return false
  if (isHistory(event)) return hasCard && tells !== 'nothing' && (rule === 'all' || hasLines)
  return tells === 'card-and-thread' || (tells === 'copies-and-thread' && hasCard)
}

export function isHistory(event: NoteEvent): boolean {
  return HISTORY_EVENTS.some((known) => known === event)
}
