import type { Actor, Discrepancy, Snooze, Status } from '../domain/discrepancy.ts'
import type { Before, DiscrepancyEvent, EventDetails, EventKind } from '../domain/discrepancy-event.ts'
import type { TransitionAction } from './transitions.ts'

/** What people and clocks do, and not runs. */
export type SingleAction = Exclude<TransitionAction, 'agree' | 'return' | 'change'>

/** What somebody asked for, with what the action needs. */
export interface TransitionRequest {
  readonly action: SingleAction
  readonly actor: Actor
  readonly now: Date
  readonly resolution?: Discrepancy['resolution']
  readonly note?: string | null
  /** Of `assign`. */
  readonly owner?: string | null
  /** Of `snooze`; null: until its values change. */
  readonly until?: Date | null
  /** Of `escalate`: who is called, where that is not whom the config names. */
  readonly to?: string
  /** Of `escalate`: whom the config names, who cannot be called. */
  readonly insteadOf?: string
  /** Of `note`: names the request. */
  readonly once?: string
  /** Somebody acts on many at once: their threads stay as they are. */
  readonly isOneOfMany?: boolean
  /** Of `attempt`. */
  readonly attempted?: Required<Pick<EventDetails, 'remedy' | 'attempt' | 'state'>>
  /** Of `undo`: what is undone. */
  readonly undone?: DiscrepancyEvent
}

/** The discrepancy after a transition, and its event: what the store writes, as plain data. */
export interface PlannedTransition {
  readonly after: Discrepancy
  readonly event: Omit<DiscrepancyEvent, 'id'>
}

const KINDS: Readonly<Record<SingleAction, EventKind>> = {
  acknowledge: 'acknowledged',
  unacknowledge: 'unacknowledged',
  escalate: 'escalated',
  resolve: 'resolved',
  reopen: 'reopened',
  assign: 'assigned',
  snooze: 'snoozed',
  unsnooze: 'unsnoozed',
  note: 'note',
  undo: 'undone',
  wake: 'woke',
  settle: 'stable',
  attempt: 'attempted',
}

/** Does an accepted action to a discrepancy. Every event makes a new version, so that a decision rests on all of them. */
export function applyTransition(
  before: Discrepancy,
  to: Status | 'as before',
  request: TransitionRequest,
): PlannedTransition {
  const { action, actor, now, resolution = null, note = null, undone } = request
  const after: Discrepancy = { ...before, ...changedBy(before, to, request), version: before.version + 1 }
  const moves = after.status !== before.status
  return {
    after,
    event: {
      number: before.number,
      kind: KINDS[action],
      actor,
      at: now,
      runId: null,
      from: moves ? before.status : null,
      to: moves ? after.status : null,
      reason: resolution?.reason ?? null,
      note: note ?? resolution?.note ?? null,
      finding: null,
      details: detailsOf(before, request, undone),
    },
  }
}

function changedBy(
  before: Discrepancy,
  to: Status | 'as before',
  { action, actor, now, resolution = null, owner = null, until = null, undone }: TransitionRequest,
): Partial<Discrepancy> {
  switch (action) {
    case 'assign':
      return { owner }
    case 'snooze':
      return { snooze: { until, by: actor, at: now } }
    case 'unsnooze':
    case 'wake':
      return { snooze: null }
    case 'settle':
      return { damped: null }
    case 'note':
    case 'attempt':
      return {}
    case 'undo':
      return undone?.details?.before ? restore(undone.details.before) : {}
    default: {
      const status = to === 'as before' ? before.status : to
      const awake = action === 'escalate' || action === 'resolve' ? { snooze: null } : {}
      return { status, statusBy: actor, statusAt: now, resolution, ...awake }
    }
  }
}

/** A note and an undo are not undone, and a remedy is in its own way. */
const LASTING: readonly SingleAction[] = ['note', 'undo', 'attempt']

function detailsOf(
  before: Discrepancy,
  {
    action,
    actor,
    owner = null,
    until = null,
    to,
    insteadOf,
    once,
    resolution,
    attempted,
  }: TransitionRequest,
  undone: DiscrepancyEvent | undefined,
): EventDetails | null {
  const details: EventDetails = {
    ...(action === 'assign' ? { owner } : {}),
    ...(action === 'snooze' ? { until: until?.toISOString() ?? null } : {}),
    ...(action === 'escalate' && to !== undefined ? { to } : {}),
    ...(action === 'escalate' && insteadOf !== undefined ? { insteadOf } : {}),
    ...(action === 'note' && once !== undefined ? { once } : {}),
    ...(resolution?.check ? { check: resolution.check } : {}),
    ...attempted,
    ...(undone ? { undid: undone.kind } : {}),
    ...(actor.kind === 'person' && !LASTING.some((one) => one === action)
      ? { before: remember(before) }
      : {}),
  }
  return Object.keys(details).length === 0 ? null : details
}

function remember({ status, statusBy, statusAt, resolution, owner, snooze }: Discrepancy): Before {
  return {
    status,
    statusBy,
    statusAt: statusAt.toISOString(),
    resolution,
    owner,
    snooze: snooze && {
      until: snooze.until?.toISOString() ?? null,
      by: snooze.by,
      at: snooze.at.toISOString(),
    },
  }
}

function restore({ status, statusBy, statusAt, resolution, owner, snooze }: Before): Partial<Discrepancy> {
  return {
    status,
    statusBy,
    statusAt: new Date(statusAt),
    resolution,
    owner,
    snooze: snooze && restoreSnooze(snooze),
  }
}

function restoreSnooze({ until, by, at }: NonNullable<Before['snooze']>): Snooze {
  return { until: until === null ? null : new Date(until), by, at: new Date(at) }
}
