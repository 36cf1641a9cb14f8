import type { CallAnswer } from '../connectors/http/send-call.ts'
import type { IncidentSettings } from '../domain/incident.ts'

const LONGEST = 300

/** Why a service refused for good, and what to do. Its own words only where they are documented, without our keys in them. */
export function explainRefusal(
  service: string,
  settings: IncidentSettings,
  answer: CallAnswer & { readonly ok: false },
): string {
  const said = settings.type === 'webhook' ? '' : hide(wordsOf(answer.body), secretOf(settings))
  const words = said === '' ? '' : ` (${said})`
  return `${answer.reason}${words}; check ${REMEDIES[settings.type]} of the incident service ${service}, then try again`
}

const REMEDIES = {
  pagerduty: 'url and routingKey',
  opsgenie: 'url, apiKey and responders',
  webhook: 'url, headers, body and secret',
} as const

/** Where a webhook says that people see the incident: `{ "link": "https://…" }`. */
export function linkIn(body: string): string | null {
  const link = parse(body).link
  if (typeof link !== 'string' || link.length > 1_000 || !/^https?:\/\/[^\s<>|]+$/.test(link)) return null
  return URL.canParse(link) ? link : null
}

/** `message` and `errors`, as PagerDuty and Opsgenie answer. */
function wordsOf(body: string): string {
  const { message, errors } = parse(body)
  const all = [message, ...(Array.isArray(errors) ? errors : [])].filter((each) => typeof each === 'string')
  return all.join(': ').replace(/\s+/g, ' ').slice(0, LONGEST)
}

function secretOf(settings: IncidentSettings): string {
  if (settings.type === 'pagerduty') return settings.routingKey
  return settings.type === 'opsgenie' ? settings.apiKey : ''
}

function hide(text: string, secret: string): string {
  return secret === '' ? text : text.replaceAll(secret, '***')
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
