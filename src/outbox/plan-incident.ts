import { createHash } from 'node:crypto'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { traitsOf } from '../domain/finding-traits.ts'
import type { IncidentPattern, IncidentSettings, TrackedIncident } from '../domain/incident.ts'
import type { WantedMessage } from '../domain/outbox.ts'
import { messageTag } from './plan-messages.ts'

/** What an incident is about, and what its key at the service begins with. */
export interface IncidentSubject {
  readonly subject: string
  readonly pattern: IncidentPattern | null
  readonly keyPrefix: string
}

/** One subject for each discrepancy, or one for all of its reconciliation with the same kind, field and cause. */
export function incidentSubject(
  { number, finding, reconciliation }: Discrepancy,
  by: IncidentSettings['by'],
): IncidentSubject {
  // Keys are limited at the services: 255 characters are the least.
  const name = `counterfoil:${reconciliation.slice(0, 150)}`
  if (by === 'discrepancy') return { subject: `#${number}`, pattern: null, keyPrefix: `${name}:${number}` }
  const { kind, field, cause } = traitsOf(finding)
  const subject = JSON.stringify([kind, field, cause])
  const short = createHash('sha256').update(subject).digest('hex').slice(0, 12)
  return { subject, pattern: { kind, field, cause }, keyPrefix: `${name}:${short}` }
}

/** Asks that a service be told of an incident as it now is. */
export function incidentMessage({
  id,
  service,
  number,
}: Pick<TrackedIncident, 'id' | 'service' | 'number'>): WantedMessage {
  return {
    tag: messageTag.incident(id),
    channel: `incident:${service}`,
    about: { kind: 'incident', incident: id, service, number },
  }
}
