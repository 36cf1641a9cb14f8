import type { FilledCall } from '../domain/call-template.ts'
import type { IncidentEvent, IncidentFacts, IncidentSettings } from '../domain/incident.ts'
import { cutText } from './cut-text.ts'

const ACTIONS: Readonly<Record<IncidentEvent, string>> = {
  opened: 'trigger',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
}
const SEVERITIES = { high: 'critical', medium: 'warning', low: 'info' } as const
const LONGEST_SUMMARY = 1_024

/** Events API v2: one address for all; only a trigger says what it is about. */
export function pagerdutyCall(
  { url, routingKey }: IncidentSettings & { readonly type: 'pagerduty' },
  facts: IncidentFacts,
): FilledCall {
  const event = {
    routing_key: routingKey,
    event_action: ACTIONS[facts.event],
    dedup_key: facts.dedupKey,
    ...(facts.event === 'opened' ? describe(facts) : {}),
  }
  return {
    method: 'POST',
    url: `${url}/v2/enqueue`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  }
}

function describe(facts: IncidentFacts) {
  const { number, reconciliation, title, kind, field, severity, cause, key, link, summary, since } = facts
  return {
    payload: {
      summary: cutText(summary, LONGEST_SUMMARY),
      source: reconciliation,
      severity: SEVERITIES[severity],
      timestamp: since.toISOString(),
      ...(field === null ? {} : { component: field }),
      group: title,
      class: kind,
      custom_details: { number, reconciliation, title, kind, field, severity, cause, key },
    },
    client: 'Counterfoil',
    ...(link === null ? {} : { links: [{ href: link, text: `#${number} in Slack` }] }),
  }
}
