import { eq, sql } from 'drizzle-orm'
import type { LeftOut, Pause } from '../domain/pause.ts'
import type { Database } from './database.ts'
import { scheduleStates } from './schema.ts'

/** What is known of a reconciliation's schedule. */
export interface ScheduleState {
  /** Null: it is not paused. */
  readonly pause: Pause | null
  /** When its last pause ended; null: there was none, or it goes on. */
  readonly pauseEndedAt: Date | null
  /** Null: nothing was ever left out. */
  readonly leftOut: LeftOut | null
}

/** As it is at that time: a pause whose time is over is none any more. */
export async function readScheduleState(
  db: Database,
  { reconciliation, now }: { readonly reconciliation: string; readonly now: Date },
): Promise<ScheduleState> {
  const [row] = await db
    .select()
    .from(scheduleStates)
    .where(eq(scheduleStates.reconciliation, reconciliation))
  if (!row) return { pause: null, pauseEndedAt: null, leftOut: null }
  const { pausedAt, pausedBy, pausedUntil, pauseReason, resumedAt, leftOutAt, leftOutFor } = row
  const leftOut = leftOutAt && leftOutFor && { tick: leftOutAt, runStartedAt: leftOutFor }
  if (pausedAt === null || pausedBy === null) return { pause: null, pauseEndedAt: null, leftOut }
  const endedAt = resumedAt ?? (pausedUntil && pausedUntil <= now ? pausedUntil : null)
  if (endedAt !== null) return { pause: null, pauseEndedAt: endedAt, leftOut }
  const pause = { by: pausedBy, at: pausedAt, until: pausedUntil, reason: pauseReason }
  return { pause, pauseEndedAt: null, leftOut }
}

/** Takes the place of any pause before. */
export async function savePause(db: Database, reconciliation: string, pause: Pause): Promise<void> {
  const values = {
    pausedAt: pause.at,
    pausedBy: pause.by,
    pausedUntil: pause.until,
    pauseReason: pause.reason?.replaceAll('\0', '␀') ?? null,
    resumedAt: null,
  }
  await db
    .insert(scheduleStates)
    .values({ reconciliation, ...values })
    .onConflictDoUpdate({ target: scheduleStates.reconciliation, set: values })
}

/** Ends a pause now. Null: there was none to end; of two who do it at once, one gets this. */
export async function endPause(
  db: Database,
  { reconciliation, now }: { readonly reconciliation: string; readonly now: Date },
): Promise<Pause | null> {
  return await db.transaction(async (transaction) => {
    await transaction
      .select({ name: scheduleStates.reconciliation })
      .from(scheduleStates)
      .where(eq(scheduleStates.reconciliation, reconciliation))
      .for('update')
    const { pause } = await readScheduleState(transaction, { reconciliation, now })
    if (pause === null) return null
    await transaction
      .update(scheduleStates)
      .set({ resumedAt: now })
      .where(eq(scheduleStates.reconciliation, reconciliation))
    return pause
  })
}

/** The newest tick is kept, whichever process notes it last. */
export async function noteLeftOut(
  db: Database,
  reconciliation: string,
  { tick, runStartedAt }: LeftOut,
): Promise<void> {
  const values = { leftOutAt: tick, leftOutFor: runStartedAt }
  await db
    .insert(scheduleStates)
    .values({ reconciliation, ...values })
    .onConflictDoUpdate({
      target: scheduleStates.reconciliation,
      set: values,
      setWhere: sql`${scheduleStates.leftOutAt} is null or ${scheduleStates.leftOutAt} < excluded.left_out_at`,
    })
}
