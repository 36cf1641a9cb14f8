import { createHmac } from 'node:crypto'
import type { FilledCall } from '../domain/call-template.ts'
import { fillCall } from '../domain/fill-call.ts'
import type { IncidentFacts, IncidentSettings, WEBHOOK_WORDS } from '../domain/incident.ts'
import type { RawValue } from '../domain/record.ts'

type Webhook = IncidentSettings & { readonly type: 'webhook' }

/** What the templates say, with a key that makes a repeat known as one, and signed where there is a secret. */
export function webhookCall(settings: Webhook, facts: IncidentFacts, now: Date): FilledCall | null {
  if (facts.event === 'acknowledged' && !settings.tellsAcknowledged) return null
  const template = facts.event === 'resolved' ? (settings.close ?? settings.open) : settings.open
  const call = fillCall(template, webhookValues(facts))
  const { dedupKey, round, event } = facts
  return {
    ...call,
    headers: {
      ...call.headers,
      'idempotency-key': `${dedupKey}:${round}:${event}`,
      ...(settings.secret === undefined ? {} : signature(settings.secret, call.body ?? '', now)),
    },
  }
}

/** With the time in it, so that what somebody overheard cannot be sent again later. */
function signature(secret: string, body: string, now: Date): Record<string, string> {
  const at = Math.floor(now.getTime() / 1_000)
  const mac = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  return { 'x-counterfoil-signature': `t=${at},v1=${mac}` }
}

/** What there is not is empty text: null could not stand beside other text. */
function webhookValues(facts: IncidentFacts): Record<(typeof WEBHOOK_WORDS)[number], RawValue> {
  return {
    event: facts.event,
    incident: facts.dedupKey,
    number: String(facts.number),
    reconciliation: facts.reconciliation,
    title: facts.title,
    kind: facts.kind,
    field: facts.field ?? '',
    severity: facts.severity,
    cause: facts.cause ?? '',
    key: facts.key,
    link: facts.link ?? '',
    summary: facts.summary,
  }
}
