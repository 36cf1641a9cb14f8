import { and, eq, sql } from 'drizzle-orm'
import type { Actor, Discrepancy, Status } from '../domain/discrepancy.ts'
import type { EventKind } from '../domain/discrepancy-event.ts'
import type { Database } from './database.ts'
import { appendEvents } from './events.ts'
import { lockHistory } from './lock-history.ts'
import { discrepancies } from './schema.ts'
import { toDiscrepancy } from './to-discrepancy.ts'

export interface SavedTransition {
  readonly number: number
  /** The version that the decision was made on. */
  readonly version: number
  readonly to: Status
  readonly actor: Actor
  readonly resolution: Discrepancy['resolution']
  /** What the person said, for the history; the resolution's note when left out. */
  readonly note?: string | null
  readonly now: Date
}

const EVENT_OF: Readonly<Record<Status, EventKind>> = {
  new: 'reopened',
  acknowledged: 'acknowledged',
  escalated: 'escalated',
  resolved: 'resolved',
}

/** Saves what somebody did, with its event. Null: the discrepancy is no longer at that version, nothing was saved. */
export async function saveTransition(db: Database, transition: SavedTransition): Promise<Discrepancy | null> {
  return await db.transaction(async (transaction) => {
    await lockHistory(transaction)
    const { number, version, to, actor, resolution, now } = transition
    const atVersion = and(eq(discrepancies.number, number), eq(discrepancies.version, version))
    const [before] = await transaction
      .select({ status: discrepancies.status })
      .from(discrepancies)
      .where(atVersion)
      .for('update')
    if (!before) return null
    const [after] = await transaction
      .update(discrepancies)
      .set({
        status: to,
        statusBy: actor,
        statusAt: now,
        resolutionReason: resolution?.reason ?? null,
        resolutionNote: resolution?.note ?? null,
        version: sql`${discrepancies.version} + 1`,
      })
      .where(atVersion)
      .returning()
    await appendEvents(transaction, [
      {
        number,
        kind: EVENT_OF[to],
        actor,
        at: now,
        runId: null,
        from: before.status,
        to,
        reason: resolution?.reason ?? null,
        note: transition.note ?? resolution?.note ?? null,
        finding: null,
      },
    ])
    return after ? toDiscrepancy(after) : null
  })
}
