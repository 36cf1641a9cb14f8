import type { Discrepancy } from '../domain/discrepancy.ts'
import { incidentMessage, incidentSubject } from '../outbox/plan-incident.ts'
import { addIncidentMember, claimIncident, saveIncident } from '../store/incidents.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import { openAgain } from '../tracker/open-again.ts'
import type { Context } from './context.ts'
import { noteIncident } from './note-incident.ts'

export interface IncidentWish {
  /** Name of an incident service of the settings. */
  readonly service: string
  readonly discrepancy: Discrepancy
  readonly now: Date
}

/**
 * Has an incident opened for a discrepancy; asked for twice it is one. Nothing for one that is resolved, or whose reconciliation
 * is in shadow. Call it in the transaction of what asks for it, after `lockHistory`.
 */
export async function wantIncident(
  { settings }: Pick<Context, 'settings'>,
  transaction: Database,
  { service, discrepancy, now }: IncidentWish,
): Promise<void> {
  const { number, reconciliation, status } = discrepancy
  const known = settings.incidents?.[service]
  const isShadow = settings.reconciliations.some(({ name, shadow }) => name === reconciliation && shadow)
  if (known === undefined || isShadow || status === 'resolved') return
  const subject = incidentSubject(discrepancy, known.by)
  const incident = await claimIncident(transaction, { service, reconciliation, number, ...subject })
  const isNew = await addIncidentMember(transaction, incident.id, number)
  const isThere = incident.told === 'open' || incident.told === 'acknowledged'
  const isWanted = incident.wanted !== 'closed'
  if (isThere && isWanted && isNew)
    await noteIncident(transaction, incident, { numbers: [number], did: 'joined', now })
  if (isThere && isWanted && !incident.gaveUp) return
  await saveIncident(transaction, incident.id, openAgain(incident))
  await enqueue(transaction, [incidentMessage(incident)], now)
}
