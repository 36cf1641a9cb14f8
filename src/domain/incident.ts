import type { CallTemplate } from './call-template.ts'
import type { Status } from './discrepancy.ts'
import type { FindingKind, Severity } from './finding.ts'

/** What opens an incident for whom. */
export type IncidentSettings = IncidentService & {
  /** One incident for each discrepancy, or one for all of a reconciliation that share kind, field and cause. */
  readonly by: 'discrepancy' | 'pattern'
}

export type IncidentService =
  /** Events API v2. `url` always ends in no slash. */
  | { readonly type: 'pagerduty'; readonly url: string; readonly routingKey: string }
  /** Alert API v2. */
  | {
      readonly type: 'opsgenie'
      readonly url: string
      readonly apiKey: string
      /** Names of teams. */
      readonly responders: readonly string[]
    }
  | {
      readonly type: 'webhook'
      readonly open: CallTemplate
      /** Absent: that it is over is told like that it began, with another `{event}`. */
      readonly close?: CallTemplate
      /** That somebody looks into it is told as well. */
      readonly tellsAcknowledged?: boolean
      /** Signs each request by HMAC-SHA256; absent: it is not signed. */
      readonly secret?: string
    }

/** An incident of a service, as far as we know. */
export interface Incident {
  /** Name of the service in the settings. */
  readonly service: string
  /** What makes asking for it twice one incident, at the service too. */
  readonly dedupKey: string
  /** `opening` and `closing`: it is on its way. `failed`: given up, see `error`. */
  readonly state: 'opening' | 'open' | 'closing' | 'closed' | 'failed'
  /** Where people see it; null: the service did not say. */
  readonly link: string | null
  readonly openedAt: Date | null
  readonly closedAt: Date | null
  readonly error: string | null
}

/** What a service is told of an incident. */
export const INCIDENT_EVENTS = ['opened', 'acknowledged', 'resolved'] as const
export type IncidentEvent = (typeof INCIDENT_EVENTS)[number]

/** What a service knows once it was told. */
export const TOLD_BY = { opened: 'open', acknowledged: 'acknowledged', resolved: 'closed' } as const

/** What all discrepancies of one incident have in common, where it is one for many. */
export interface IncidentPattern {
  readonly kind: FindingKind
  readonly field: string | null
  readonly cause: string | null
}

/** An incident with what it shall be and what its service was told. */
export interface TrackedIncident {
  readonly id: number
  readonly service: string
  readonly reconciliation: string
  /** The discrepancy that it was first asked for. */
  readonly number: number
  readonly pattern: IncidentPattern | null
  readonly dedupKey: string
  /** Grows each time it is opened anew after it was over. */
  readonly round: number
  readonly wanted: 'open' | 'acknowledged' | 'closed'
  readonly told: 'nothing' | 'open' | 'acknowledged' | 'closed'
  readonly link: string | null
  readonly openedAt: Date | null
  readonly closedAt: Date | null
  /** Why the service does not know yet; `gaveUp`: nobody tries any more. */
  readonly error: string | null
  readonly gaveUp: boolean
}

/** How one of the discrepancies of an incident stands, as far as the incident follows it. */
export interface MemberState {
  readonly status: Status
  readonly isDamped: boolean
}

/** What a service may learn: no value of any field. */
export interface IncidentFacts {
  readonly event: IncidentEvent
  readonly dedupKey: string
  readonly round: number
  readonly number: number
  readonly reconciliation: string
  readonly title: string
  readonly kind: FindingKind
  readonly field: string | null
  readonly severity: Severity
  readonly cause: string | null
  /** Its secret parts are masked. */
  readonly key: string
  /** Where the card stands in Slack; null: it does not, or nobody knows. */
  readonly link: string | null
  readonly summary: string
  /** When it was found. */
  readonly since: Date
}

/** The words that the templates of a webhook may have. */
export const WEBHOOK_WORDS = [
  'event',
  'incident',
  'number',
  'reconciliation',
  'title',
  'kind',
  'field',
  'severity',
  'cause',
  'key',
  'link',
  'summary',
] as const
