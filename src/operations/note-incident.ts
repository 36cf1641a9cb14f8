import type { EventDetails } from '../domain/discrepancy-event.ts'
import type { TrackedIncident } from '../domain/incident.ts'
import { appendEvents } from '../store/events.ts'
import type { Database } from '../store/open-database.ts'

const TIMER = { kind: 'timer', id: 'timer', surface: 'timer' } as const

/** Writes into the history of discrepancies what became of their incident. Call it after `lockHistory`. */
export async function noteIncident(
  transaction: Database,
  { service, link }: Pick<TrackedIncident, 'service' | 'link'>,
  {
    numbers,
    did,
    now,
  }: {
    readonly numbers: readonly number[]
    readonly did: NonNullable<EventDetails['incident']>['did']
    readonly now: Date
  },
): Promise<void> {
  const nothing = { runId: null, from: null, to: null, reason: null, note: null, finding: null }
  const details = { incident: { service, did, link } }
  await appendEvents(
    transaction,
    numbers.map((number) => ({
      ...nothing,
      number,
      kind: 'incident' as const,
      actor: TIMER,
      at: now,
      details,
    })),
  )
}
