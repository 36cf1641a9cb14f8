import type { Log } from '../../domain/log.ts'
import type { Json } from '../../domain/read-json.ts'
import type { HttpClock } from './clock.ts'
import type { Pacer } from './pacer.ts'

/** What all requests of a source have in common. */
export interface Transport {
  /** The source's name, for messages. */
  readonly name: string
  readonly timeoutMs: number
  readonly retries: number
  readonly pacer: Pacer
  readonly clock: HttpClock
  readonly log: Log
}

export interface OutgoingRequest {
  /** What it is for, as a message begins: `page 3`. */
  readonly what: string
  readonly url: URL
  /** Sent as a form; without one the request is a GET. */
  readonly form?: URLSearchParams
  readonly headers: (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>
  /** Called once when the API does not accept the headers; true: they are others now. */
  readonly renew?: () => boolean
  readonly signal: AbortSignal
}

export interface Answer {
  /** Where it came from, redirects followed. */
  readonly url: URL
  readonly body: Json
  /** The Link header. */
  readonly link: string | null
}
