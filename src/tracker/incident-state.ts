import type { Incident, TrackedIncident } from '../domain/incident.ts'

/** An incident as people see it; null: it was over before its service was told, so there never was one. */
export function incidentState(tracked: TrackedIncident): Incident | null {
  const { service, dedupKey, link, openedAt, closedAt, error, told } = tracked
  if (told === 'closed' && openedAt === null) return null
  return { service, dedupKey, state: stateOf(tracked), link, openedAt, closedAt, error }
}

function stateOf({ wanted, told, gaveUp }: TrackedIncident): Incident['state'] {
  if (gaveUp) return 'failed'
  if (told === 'closed') return 'closed'
  if (told === 'nothing') return 'opening'
  return wanted === 'closed' ? 'closing' : 'open'
}
