import type { FilledCall } from '../domain/call-template.ts'
import type { IncidentFacts, IncidentSettings } from '../domain/incident.ts'
import { opsgenieCall } from './opsgenie-call.ts'
import { pagerdutyCall } from './pagerduty-call.ts'
import { webhookCall } from './webhook-call.ts'

/** The request that tells a service of an event; null: it does not want to hear of that. */
export function incidentCall(settings: IncidentSettings, facts: IncidentFacts, now: Date): FilledCall | null {
  switch (settings.type) {
    case 'pagerduty':
      return pagerdutyCall(settings, facts)
    case 'opsgenie':
      return opsgenieCall(settings, facts)
    case 'webhook':
      return webhookCall(settings, facts, now)
  }
}
