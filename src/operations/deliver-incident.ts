import { type CallAnswer, sendCall } from '../connectors/http/send-call.ts'
import { CounterfoilError } from '../domain/errors.ts'
import {
  type IncidentEvent,
  type IncidentSettings,
  TOLD_BY,
  type TrackedIncident,
} from '../domain/incident.ts'
import type { ClaimedRow, OutboxSubject } from '../domain/outbox.ts'
import { incidentCall } from '../outbox/incident-call.ts'
import { findIncident } from '../store/incidents.ts'
import { markPosting } from '../store/outbox.ts'
import { nextIncidentEvent } from '../tracker/next-incident-event.ts'
import type { Context } from './context.ts'
import { incidentFacts } from './incident-facts.ts'
import { explainRefusal, linkIn } from './read-incident-answer.ts'
import { rememberIncident, rememberTrouble } from './remember-incident.ts'
import type { Outcome } from './settle-delivery.ts'

/** A fraction of the lease of a row: nobody else calls while a service can still take it from us. */
const TIMEOUT_SECONDS = 15

/**
 * Tells a service what it has to be told next of an incident. What a service is told twice has the same key both times, so that
 * a repeat after a crash is no second incident.
 */
export async function deliverIncident(
  context: Context,
  row: ClaimedRow,
  about: OutboxSubject & { readonly kind: 'incident' },
): Promise<Outcome> {
  const incident = await findIncident(context.db, about.incident)
  const event = incident && nextIncidentEvent(incident, row.firstAttemptAt !== null)
  if (!incident || event === null) return { kind: 'done' }
  if (event === 'nothing') return told(context, { incident, event: 'resolved', isSilent: true, link: null })
  const facts = await incidentFacts(context, incident, event)
  if (facts === null) return told(context, { incident, event: 'resolved', isSilent: true, link: null })
  const settings = context.settings.incidents?.[incident.service]
  if (settings === undefined)
    return trouble(context, { incident, row, reason: goneService(incident.service) })
  const usedAt = context.now()
  const call = callOrReason(() => incidentCall(settings, facts, usedAt))
  if (typeof call === 'string') return trouble(context, { incident, row, reason: call })
  if (call === null) return told(context, { incident, event, isSilent: true, link: null })
  if (usedAt.getTime() + 2_000 * TIMEOUT_SECONDS > row.leaseUntil.getTime())
    return { kind: 'later', seconds: 1 }
  if (!(await markPosting(context.db, row, usedAt))) return { kind: 'lost' }
  const timeoutSeconds = settings.type === 'webhook' ? settings.open.timeoutSeconds : TIMEOUT_SECONDS
  const answer = await sendCall(call, { timeoutSeconds, signal: context.signal })
  return judge(context, { row, incident, event, settings, answer, usedAt })
}

/** What a template cannot be filled with is said with the place, never with the value. */
function callOrReason<Call>(make: () => Call): Call | string {
  try {
    return make()
  } catch (error) {
    if (error instanceof CounterfoilError) return `its templates cannot be filled: ${error.message}`
    throw error
  }
}

function goneService(service: string): string {
  return `the config has no incident service "${service}" any more: put it back and try again, or close the incident there by hand`
}

interface Answered {
  readonly row: ClaimedRow
  readonly incident: TrackedIncident
  readonly event: IncidentEvent
  readonly settings: IncidentSettings
  readonly answer: CallAnswer
  readonly usedAt: Date
}

function judge(context: Context, answered: Answered): Outcome {
  const { row, incident, event, settings, answer, usedAt } = answered
  if (answer.ok) {
    const link = settings.type === 'webhook' && event === 'opened' ? linkIn(answer.body) : null
    return told(context, { incident, event, isSilent: false, link, usedAt })
  }
  if (!isPassing(answer.status)) {
    const reason = explainRefusal(incident.service, settings, answer)
    return trouble(context, { incident, row, reason, usedAt })
  }
  const { reason, retryAfterSeconds } = answer
  const isLimit = answer.status === 429 && retryAfterSeconds !== null
  return {
    kind: 'retry',
    usedAt,
    // An earlier call that may have arrived stays one.
    firstAttemptAt: row.firstAttemptAt ?? (answer.mayHaveArrived ? usedAt : null),
    failed: { ok: false, retryAfterSeconds: retryAfterSeconds ?? 0, reason, ...(isLimit ? { isLimit } : {}) },
    also: rememberTrouble(context, { incident, reason, gaveUp: false, attempts: row.attempts }),
  }
}

/** No answer, a limit, or a server that failed: it may well work in a moment. */
function isPassing(status: number | null): boolean {
  return status === null || status === 408 || status === 425 || status === 429 || status >= 500
}

interface Told {
  readonly incident: TrackedIncident
  readonly event: IncidentEvent
  readonly isSilent: boolean
  readonly link: string | null
  readonly usedAt?: Date
}

function told(context: Context, { usedAt, ...news }: Told): Outcome {
  const after = { wanted: news.incident.wanted, told: TOLD_BY[news.event] }
  const end = { also: rememberIncident(context, news), ...(usedAt ? { usedAt } : {}) }
  return nextIncidentEvent(after, false) === null
    ? { kind: 'done', ...end }
    : { kind: 'later', seconds: 0, ...end }
}

function trouble(
  context: Context,
  {
    incident,
    row: { attempts, firstAttemptAt },
    reason,
    usedAt,
  }: { incident: TrackedIncident; row: ClaimedRow; reason: string; usedAt?: Date },
): Outcome {
  return {
    kind: 'failed',
    reason,
    ...(usedAt ? { usedAt } : {}),
    ...(firstAttemptAt ? { firstAttemptAt } : {}),
    also: rememberTrouble(context, { incident, reason, gaveUp: true, attempts }),
  }
}
