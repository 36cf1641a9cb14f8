import type { TrackedIncident } from '../domain/incident.ts'
import { incidentMessage } from '../outbox/plan-incident.ts'
import { findDiscrepancies } from '../store/discrepancies.ts'
import { inChunks } from '../store/in-chunks.ts'
import {
  hasIncidents,
  listIncidentMembers,
  lockIncidentsOf,
  saveIncident,
  withdrawIncidentMember,
} from '../store/incidents.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import { openAgain } from '../tracker/open-again.ts'
import { wantedIncident } from '../tracker/wanted-incident.ts'

const CHUNK = 1_000

interface Settled {
  readonly numbers: readonly number[]
  readonly now: Date
  /** What asked for their incidents was undone. */
  readonly isWithdrawn?: boolean
}

/**
 * Has the incidents of these discrepancies acknowledged, closed or opened again, as they now are. Call it where these are
 * saved, after that and after `lockHistory`.
 */
export async function settleIncidents(
  transaction: Database,
  { numbers, now, isWithdrawn = false }: Settled,
): Promise<void> {
  if (numbers.length === 0 || !(await hasIncidents(transaction))) return
  const found = new Map<number, TrackedIncident>()
  for (const chunk of inChunks(
    [...new Set(numbers)].sort((a, b) => a - b),
    CHUNK,
  ))
    for (const incident of await lockIncidentsOf(transaction, chunk)) found.set(incident.id, incident)
  if (isWithdrawn) for (const number of numbers) await withdrawIncidentMember(transaction, number)
  for (const incident of found.values()) await settle(transaction, incident, now)
}

async function settle(transaction: Database, incident: TrackedIncident, now: Date): Promise<void> {
  const members = await findDiscrepancies(transaction, await listIncidentMembers(transaction, incident.id))
  const wanted = wantedIncident(incident, members)
  if (wanted === incident.wanted) return
  const isOver = incident.wanted === 'closed'
  const change = isOver ? openAgain(incident) : {}
  await saveIncident(transaction, incident.id, { ...change, wanted, gaveUp: false })
  await enqueue(transaction, [incidentMessage(incident)], now)
}
