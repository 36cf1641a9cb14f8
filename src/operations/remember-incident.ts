import { type IncidentEvent, TOLD_BY, type TrackedIncident } from '../domain/incident.ts'
import { listIncidentNumbers, lockIncident, saveIncident } from '../store/incidents.ts'
import type { Database } from '../store/open-database.ts'
import { openAgain } from '../tracker/open-again.ts'
import type { Context } from './context.ts'
import { TRIES_BEFORE_LATE } from './describe-deliveries.ts'
import { editCopies } from './edit-copies.ts'
import { noteIncident } from './note-incident.ts'

type Remember = (transaction: Database) => Promise<void>

/**
 * Remembers what a service was told, with the history of those that it is about and an edit of their cards. `isSilent`: it need
 * not have been told. To be called after `lockHistory`, with the end of the delivery.
 */
export function rememberIncident(
  context: Context,
  {
    incident: { id, round },
    event,
    isSilent,
    link,
  }: { incident: TrackedIncident; event: IncidentEvent; isSilent: boolean; link: string | null },
): Remember {
  return async (transaction) => {
    const incident = await lockIncident(transaction, id)
    if (!incident || incident.round !== round) return
    const now = context.now()
    const change = { ...changeOf({ incident, event, isSilent, now }), ...(link === null ? {} : { link }) }
    await saveIncident(transaction, id, { ...change, ...comeBack({ ...incident, ...change }) })
    const numbers = await listIncidentNumbers(transaction, id)
    if (!isSilent && event !== 'acknowledged') {
      const did = event === 'opened' ? 'opened' : 'closed'
      await noteIncident(transaction, { ...incident, ...change }, { numbers, did, now })
    }
    await editCopies(context, transaction, { numbers, now })
  }
}

function changeOf({
  incident: { openedAt },
  event,
  isSilent,
  now,
}: {
  incident: TrackedIncident
  event: IncidentEvent
  isSilent: boolean
  now: Date
}): Partial<TrackedIncident> {
  const change = { told: TOLD_BY[event], error: null, gaveUp: false }
  if (event === 'acknowledged') return change
  if (event === 'opened') return { ...change, openedAt: now }
  // Nobody was told that it began: then there never was one.
  return isSilent && openedAt === null ? change : { ...change, openedAt: openedAt ?? now, closedAt: now }
}

/** Somebody wanted it again while its end was on its way. */
function comeBack(incident: TrackedIncident): Partial<TrackedIncident> {
  if (incident.told !== 'closed' || incident.wanted === 'closed') return {}
  return { ...openAgain(incident), wanted: incident.wanted }
}

/** Remembers why a service does not know yet: at once where it is given up, else when it takes long. */
export function rememberTrouble(
  context: Context,
  {
    incident: { id, round },
    reason,
    gaveUp,
    attempts,
  }: { incident: TrackedIncident; reason: string; gaveUp: boolean; attempts: number },
): Remember {
  return async (transaction) => {
    const incident = await lockIncident(transaction, id)
    if (!incident || incident.round !== round) return
    const isNews = gaveUp || attempts >= TRIES_BEFORE_LATE
    if (!isNews || (incident.error === reason && incident.gaveUp === gaveUp)) return
    await saveIncident(transaction, id, { error: reason, gaveUp })
    const numbers = await listIncidentNumbers(transaction, id)
    await editCopies(context, transaction, { numbers, now: context.now() })
  }
}
