import type { FilledCall } from '../domain/call-template.ts'
import type { IncidentEvent, IncidentFacts, IncidentSettings } from '../domain/incident.ts'
import { cutText } from './cut-text.ts'

const PRIORITIES = { high: 'P1', medium: 'P3', low: 'P5' } as const
/** As the Alert API documents them. */
const LIMITS = { message: 130, description: 15_000, tag: 50, entity: 512 }
const SOURCE = 'Counterfoil'

/** Alert API v2: an alert is made, acknowledged and closed by its alias. */
export function opsgenieCall(
  settings: IncidentSettings & { readonly type: 'opsgenie' },
  facts: IncidentFacts,
): FilledCall {
  const { path, body } = requestOf(settings.responders, facts)
  return {
    method: 'POST',
    url: `${settings.url}/v2/alerts${path}`,
    headers: { 'content-type': 'application/json', authorization: `GenieKey ${settings.apiKey}` },
    body: JSON.stringify(body),
  }
}

const ACTIONS: Readonly<Record<Exclude<IncidentEvent, 'opened'>, string>> = {
  acknowledged: 'acknowledge',
  resolved: 'close',
}

function requestOf(responders: readonly string[], facts: IncidentFacts): { path: string; body: object } {
  if (facts.event === 'opened') return { path: '', body: alert(responders, facts) }
  const path = `/${encodeURIComponent(facts.dedupKey)}/${ACTIONS[facts.event]}?identifierType=alias`
  return { path, body: { source: SOURCE } }
}

function alert(responders: readonly string[], facts: IncidentFacts) {
  const { dedupKey, summary, reconciliation, kind, severity, link } = facts
  return {
    message: cutText(summary, LIMITS.message),
    alias: dedupKey,
    description: cutText(link === null ? summary : `${summary}\n${link}`, LIMITS.description),
    ...(responders.length === 0 ? {} : { responders: responders.map((name) => ({ name, type: 'team' })) }),
    tags: [reconciliation, kind].map((tag) => cutText(tag, LIMITS.tag)),
    details: detailsOf(facts),
    entity: cutText(reconciliation, LIMITS.entity),
    source: SOURCE,
    priority: PRIORITIES[severity],
  }
}

/** A map of texts. */
function detailsOf({ number, reconciliation, title, field, cause, key, severity }: IncidentFacts) {
  const details = { number: String(number), reconciliation, title, field, cause, key, severity }
  return Object.fromEntries(
    Object.entries(details).flatMap(([name, value]) =>
      value === null || value === '' ? [] : [[name, cutText(value, 1_000)]],
    ),
  )
}
