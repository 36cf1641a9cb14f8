import type { CallTemplate } from './call-template.ts'

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
