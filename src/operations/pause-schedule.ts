import type { Actor } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Pause } from '../domain/pause.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { NextRun } from '../domain/tick.ts'
import { planScheduleNote } from '../outbox/plan-schedule-note.ts'
import type { Database } from '../store/database.ts'
import { enqueue } from '../store/outbox.ts'
import { endPause, readScheduleState, savePause } from '../store/schedule-states.ts'
import { refuseForbidden } from './allow-action.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { timetableOf } from './timetable.ts'

/** A schedule after somebody paused or resumed it. */
export interface PausedOrResumed {
  readonly reconciliation: Reconciliation
  /** The pause that holds now, or that ended now; null: there was none to end. */
  readonly pause: Pause | null
  /** The first run after that; null: none before somebody resumes it. */
  readonly next: NextRun | null
}

export interface PauseRequest {
  readonly name: string
  readonly actor: Actor
  /** Null: until somebody resumes it. */
  readonly until: Date | null
  readonly reason: string | null
}

/**
 * Pauses a schedule, or pauses it otherwise: it starts no runs until then, and whoever asks for one still gets it. The
 * channel of the reconciliation is told. Throws `not-found`, `forbidden`, and `usage` where there is no schedule.
 */
export async function pauseSchedule(context: Context, request: PauseRequest): Promise<PausedOrResumed> {
  const { name, actor, until, reason } = request
  const reconciliation = await findScheduled(context, name, actor)
  const pause: Pause = {
    by: actor,
    at: context.now(),
    until,
    reason: reason?.slice(0, LONGEST_REASON) ?? null,
  }
  await context.db.transaction(async (transaction: Database) => {
    await savePause(transaction, name, pause)
    await tell(context, transaction, { reconciliation, did: 'paused', pause, by: actor })
  })
  context.log.info({ reconciliation: name, by: actor.id, until, reason }, 'schedule paused')
  context.wakeDelivery()
  const next = until === null ? null : firstAfter(reconciliation, new Date(until.getTime() - 1))
  return { reconciliation, pause, next }
}

/** Ends a pause now. What its ticks would have started is not made up for. Throws as the other does. */
export async function resumeSchedule(
  context: Context,
  { name, actor }: Pick<PauseRequest, 'name' | 'actor'>,
): Promise<PausedOrResumed> {
  const reconciliation = await findScheduled(context, name, actor)
  const now = context.now()
  const pause = await context.db.transaction(async (transaction: Database) => {
    const ended = await endPause(transaction, { reconciliation: name, now })
    if (ended) await tell(context, transaction, { reconciliation, did: 'resumed', pause: ended, by: actor })
    return ended
  })
  if (pause) context.log.info({ reconciliation: name, by: actor.id }, 'schedule resumed')
  context.wakeDelivery()
  return { reconciliation, pause, next: firstAfter(reconciliation, now) }
}

/** The pause of a schedule, for whoever asks for a run of it meanwhile; null: it is not paused. */
export async function findPause(context: Pick<Context, 'db' | 'now'>, name: string): Promise<Pause | null> {
  const { pause } = await readScheduleState(context.db, { reconciliation: name, now: context.now() })
  return pause
}

/** A line in a channel is no place for more. */
const LONGEST_REASON = 500

async function findScheduled(context: Context, name: string, actor: Actor): Promise<Reconciliation> {
  const reconciliation = findReconciliation(context.settings, name)
  await refuseForbidden(context, { actor, action: 'pause', reconciliation: name })
  if (reconciliation.schedule !== null) return reconciliation
  throw new CounterfoilError(
    'usage',
    `"${name}" has no schedule, so there is nothing to pause: it runs only when somebody asks for it`,
  )
}

async function tell(
  context: Context,
  transaction: Database,
  note: Omit<Parameters<typeof planScheduleNote>[0], 'id'>,
): Promise<void> {
  await enqueue(transaction, planScheduleNote({ ...note, id: context.newId() }), context.now())
}

function firstAfter(reconciliation: Reconciliation, after: Date): NextRun | null {
  return timetableOf(reconciliation).next(after)[0] ?? null
}
