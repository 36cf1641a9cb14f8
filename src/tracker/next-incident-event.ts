import type { IncidentEvent, TrackedIncident } from '../domain/incident.ts'

/**
 * What the service of an incident must be told next; `nothing`: it is over before anybody was told; null: it knows all.
 * `mayKnow`: it may have been told, and the answer got lost.
 */
export function nextIncidentEvent(
  { wanted, told }: Pick<TrackedIncident, 'wanted' | 'told'>,
  mayKnow: boolean,
): IncidentEvent | 'nothing' | null {
  if (told === 'closed') return null
  if (wanted === 'closed') return told === 'nothing' && !mayKnow ? 'nothing' : 'resolved'
  if (told === 'nothing') return 'opened'
  return wanted === 'acknowledged' && told === 'open' ? 'acknowledged' : null
}
