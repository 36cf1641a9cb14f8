import { type CallAnswer, sendCall } from '../connectors/http/send-call.ts'
import type { FilledCall } from '../domain/call-template.ts'
import type { IncidentSettings } from '../domain/incident.ts'
import type { Settings } from '../domain/settings.ts'
import type { SetupCheck } from '../domain/setup-check.ts'

const PATIENCE_SECONDS = 15

/** Tries the incident services as far as that opens nothing. */
export async function verifyIncidents(settings: Settings, signal: AbortSignal): Promise<SetupCheck[]> {
  const services = Object.entries(settings.incidents ?? {})
  return await Promise.all(
    services.map(async ([name, service]) => ({
      what: `incidents at ${name}`,
      ...(await verifyOne(service, signal)),
    })),
  )
}

type Verdict = Omit<SetupCheck, 'what'>

async function verifyOne(service: IncidentSettings, signal: AbortSignal): Promise<Verdict> {
  switch (service.type) {
    case 'pagerduty':
      return judgeAddress(await get(`${service.url}/`, {}, signal))
    case 'opsgenie': {
      const headers = { authorization: `GenieKey ${service.apiKey}` }
      return judgeKey(await get(`${service.url}/v2/alerts/count`, headers, signal))
    }
    case 'webhook':
      return { state: 'note', said: 'not tried: whatever is sent there could be an incident' }
  }
}

async function get(url: string, headers: FilledCall['headers'], signal: AbortSignal): Promise<CallAnswer> {
  return await sendCall(
    { method: 'GET', url, headers, body: null },
    { timeoutSeconds: PATIENCE_SECONDS, signal },
  )
}

/** Events API v2 takes a key only with an event. */
function judgeAddress(answer: CallAnswer): Verdict {
  if (!answer.ok && answer.status === null)
    return { state: 'mend', said: `${answer.reason}; check the url of the service` }
  return { state: 'ok', said: 'it answers; its routingKey is not tried, since that would be an incident' }
}

function judgeKey(answer: CallAnswer): Verdict {
  if (answer.ok) return { state: 'ok', said: 'it answers, and knows the apiKey' }
  if (answer.status === 403)
    return { state: 'note', said: `${answer.reason}: the apiKey may not read, which only this check needs` }
  const remedy =
    answer.status === 401 || answer.status === 422
      ? 'check its apiKey, and the url: the EU has another'
      : 'check the url of the service, or try again later'
  return { state: 'mend', said: `${answer.reason}; ${remedy}` }
}
