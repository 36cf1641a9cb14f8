import type { Actor, Discrepancy, ResolutionReason, TriageAction } from '../domain/discrepancy.ts'
import type { DiscrepancyEvent } from '../domain/discrepancy-event.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Verification } from '../domain/verification.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import type { TransitionRequest } from '../tracker/apply-transition.ts'
import { findUndoable } from '../tracker/find-undoable.ts'
import { isOutdated } from '../tracker/is-outdated.ts'
import { decideTransition } from '../tracker/transitions.ts'
import { denialOf } from './allow-action.ts'
import type { Context } from './context.ts'
import { type Decide, type Moved, moveDiscrepancy } from './move-discrepancy.ts'

export interface TriageRequest {
  readonly number: number
  readonly action: TriageAction
  readonly actor: Actor
  /** Of resolve. */
  readonly reason?: ResolutionReason
  readonly note?: string
  /** Of resolve: what the sides said to it. */
  readonly check?: Verification
  /** Of assign: a Slack user id or a name; null: nobody. */
  readonly owner?: string | null
  /** Of snooze; null: until its values change. */
  readonly until?: Date | null
  /** Of escalate: who is called; unsaid: whom the config names. */
  readonly to?: string
  /** Of escalate: whom the config names, who cannot be called. */
  readonly insteadOf?: string
  /** Of note: names the request, so that the same one that comes twice is one note. */
  readonly once?: string
  /** Somebody acts on many at once: their threads stay as they are. */
  readonly isOneOfMany?: boolean
  /** What the person looked at: what happened since is told instead. */
  readonly version?: number
}

export type TriageOutcome = Moved

/** Does what a person asked to one discrepancy, if its row allows it now. Throws `not-found`, `usage`. */
export async function triageDiscrepancy(context: Context, request: TriageRequest): Promise<TriageOutcome> {
  const now = context.now()
  refuseIncomplete(request, now)
  const outcome =
    (await refuseIfDenied(context, request)) ??
    (await moveDiscrepancy(context, request.number, (discrepancy, events) =>
      decide(request, { discrepancy, events, now }),
    ))
  const { number, action, actor } = request
  if (outcome.accepted) context.log.info({ number, action, by: actor.id }, 'discrepancy triaged')
  return outcome
}

/** Asked of the row and the config as they now are: a button says nothing about who may press it. */
export async function refuseIfDenied(
  context: Context,
  { number, action, actor }: Pick<TriageRequest, 'number' | 'action' | 'actor'>,
): Promise<Extract<TriageOutcome, { accepted: false }> | null> {
  if (actor.surface !== 'slack' && actor.surface !== 'http') return null
  const discrepancy = await findDiscrepancy(context.db, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const { reconciliation } = discrepancy
  const denial = await denialOf(context, { actor, action, reconciliation })
  return denial && { accepted: false, refused: 'forbidden', denial, discrepancy, last: null }
}

function decide(
  request: TriageRequest,
  seen: { discrepancy: Discrepancy; events: readonly DiscrepancyEvent[]; now: Date },
): ReturnType<Decide> {
  const { action, owner, once } = request
  const { discrepancy, events, now } = seen
  const decision = decideTransition(discrepancy, action)
  if ('refused' in decision) return decision
  if (action === 'assign' && owner === discrepancy.owner) return { refused: 'owned' }
  const isStale = request.version !== undefined && isOutdated(request.version, discrepancy, events)
  // Words for the history are true whatever happened.
  if (isStale && action !== 'note') return { refused: 'changed' }
  const isTwice = once !== undefined && events.some(({ details }) => details?.once === once)
  if (isTwice) return { refused: 'noted' }
  const undoable = action === 'undo' ? findUndoable(events, now) : null
  if (undoable && 'refused' in undoable) return undoable
  return { ...decision, request: { ...toTransition(request, now), ...(undoable ?? {}) } }
}

function toTransition(request: TriageRequest, now: Date): TransitionRequest {
  const { action, actor, owner, until, to, insteadOf, once, isOneOfMany, note = null } = request
  const { reason = 'other', check } = request
  return {
    action,
    actor,
    now,
    note,
    ...(action === 'resolve' ? { resolution: { reason, note, ...(check ? { check } : {}) } } : {}),
    ...(owner === undefined ? {} : { owner }),
    ...(until === undefined ? {} : { until }),
    ...(to === undefined ? {} : { to }),
    ...(insteadOf === undefined ? {} : { insteadOf }),
    ...(once === undefined ? {} : { once }),
    ...(isOneOfMany === undefined ? {} : { isOneOfMany }),
  }
}

/** What an action cannot do without. */
function refuseIncomplete({ action, owner, until, note }: TriageRequest, now: Date): void {
  if (action === 'assign' && owner === undefined)
    throw new CounterfoilError('usage', 'Say to whom it is assigned, or that it is nobody’s')
  if (action === 'snooze' && until === undefined)
    throw new CounterfoilError('usage', 'Say until when it is snoozed, or until its values change')
  if (action === 'snooze' && until != null && until <= now)
    throw new CounterfoilError(
      'usage',
      `A snooze until ${until.toISOString()} is over already; say a later time`,
    )
  if (action === 'note' && (note === undefined || note.trim() === ''))
    throw new CounterfoilError('usage', 'Say what the note is')
}
