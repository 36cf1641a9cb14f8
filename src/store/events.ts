import { asc, eq } from 'drizzle-orm'
import type { DiscrepancyEvent } from '../domain/discrepancy-event.ts'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { discrepancyEvents } from './schema.ts'

/** Appends to the history; answers the events' ids. */
export async function appendEvents(
  db: Database,
  events: readonly Omit<DiscrepancyEvent, 'id'>[],
): Promise<readonly number[]> {
  const ids: number[] = []
  for (const chunk of inChunks(events, 1_000)) {
    const appended = await db
      .insert(discrepancyEvents)
      .values([...chunk])
      .returning({ id: discrepancyEvents.id })
    for (const { id } of appended) ids.push(id)
  }
  return ids
}

export async function findEvent(db: Database, id: number): Promise<DiscrepancyEvent | null> {
  const [found] = await db.select().from(discrepancyEvents).where(eq(discrepancyEvents.id, id))
  return found ?? null
}

/** A discrepancy's history, oldest first. */
export async function listEvents(db: Database, number: number): Promise<readonly DiscrepancyEvent[]> {
  return await db
    .select()
    .from(discrepancyEvents)
    .where(eq(discrepancyEvents.number, number))
    .orderBy(asc(discrepancyEvents.id))
}
