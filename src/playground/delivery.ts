import type { JsonObject } from './json.ts'

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api'

/** Why something did not arrive, in the words with which Slack comes again: the first two in Socket Mode only. */
export type FailureReason =
  | 'timeout'
  | 'no_connection'
  | 'http_timeout'
  | 'http_error'
  | 'connection_failed'
  | 'ssl_error'
  | 'too_many_redirects'
  | 'unknown_error'

export interface FailedDelivery {
  readonly outcome: 'unanswered' | 'not-connected' | 'refused'
  readonly reason: FailureReason
  /** The app asked not to be sent it again. */
  readonly isFinal: boolean
}

/** What became of something that was sent to the app. */
export type Delivery = { readonly outcome: 'acknowledged'; readonly payload: JsonObject } | FailedDelivery

/** Says that an event was sent before, and why it comes again. */
export interface Retry {
  readonly attempt: number
  readonly reason: FailureReason
}

/** The way to the app. It has three seconds to say that it took what it was sent. */
export interface AppDoor {
  deliver(type: EnvelopeType, payload: JsonObject, retry?: Retry | null): Promise<Delivery>
}
