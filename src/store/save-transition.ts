import { and, eq } from 'drizzle-orm'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { DiscrepancyEvent } from '../domain/discrepancy-event.ts'
import type { Database } from './database.ts'
import { appendEvents } from './events.ts'
import { lockHistory } from './lock-history.ts'
import { discrepancies } from './schema.ts'
import { toDiscrepancy } from './to-discrepancy.ts'

export interface SavedTransition {
  /** The version that the decision was made on. */
  readonly version: number
  /** The discrepancy as it is to be. Only what people and clocks can change is written. */
  readonly after: Discrepancy
  readonly event: Omit<DiscrepancyEvent, 'id'>
}

/** Saves what a person or a clock did, with its event. Null: it is no longer at that version, nothing was saved. */
export async function saveTransition(
  db: Database,
  { version, after, event }: SavedTransition,
): Promise<Discrepancy | null> {
  return await db.transaction(async (transaction) => {
    await lockHistory(transaction)
    const [saved] = await transaction
      .update(discrepancies)
      .set({
        status: after.status,
        statusBy: after.statusBy,
        statusAt: after.statusAt,
        resolutionReason: after.resolution?.reason ?? null,
        resolutionNote: after.resolution?.note ?? null,
        resolutionCheck: after.resolution?.check ?? null,
        owner: after.owner,
        snoozedUntil: after.snooze?.until ?? null,
        snoozedBy: after.snooze?.by ?? null,
        snoozedAt: after.snooze?.at ?? null,
        dampedSince: after.damped?.since ?? null,
        dampedUntil: after.damped?.until ?? null,
        version: after.version,
      })
      .where(and(eq(discrepancies.number, after.number), eq(discrepancies.version, version)))
      .returning()
    if (!saved) return null
    await appendEvents(transaction, [event])
    return toDiscrepancy(saved)
  })
}
