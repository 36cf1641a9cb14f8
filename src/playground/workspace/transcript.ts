import type { EnvelopeType, FailureReason, Retry } from '../delivery.ts'
import type { JsonObject } from '../json.ts'

const KEPT = 20_000

/** One thing that went over the wire between the app and the stand-in. Tokens are never in it. */
export type TranscriptEntry = { readonly number: number; readonly at: Date } & TranscriptFacts

type TranscriptFacts =
  | {
      readonly kind: 'call'
      readonly method: string
      readonly arguments: JsonObject
      readonly status: number
      readonly answer: JsonObject
      /** What went wrong with it on purpose. */
      readonly fault?: string
    }
  /** One that a server in between refused: nothing was done. */
  | {
      readonly kind: 'refused-call'
      readonly method: string
      readonly arguments: JsonObject
      readonly status: number
    }
  | {
      readonly kind: 'response-url'
      readonly body: JsonObject
      readonly status: number
      readonly answer: string
    }
  | EnvelopeFacts
  | { readonly kind: 'ack'; readonly id: string; readonly verdict: AckVerdict; readonly payload: JsonObject }
  /** Nobody took the envelope in time; the person who acted was told so. */
  | { readonly kind: 'missed'; readonly id: string; readonly reason: FailureReason }
  | { readonly kind: 'connection'; readonly connection: number; readonly what: string }

export interface EnvelopeFacts {
  readonly kind: 'envelope'
  readonly id: string
  readonly type: EnvelopeType
  readonly payload: JsonObject
  /** Which Socket Mode connection it went over; null: over HTTP, or nothing was connected. */
  readonly connection: number | null
  readonly retry: Retry | null
}

/** Only the first one counts. `closed`: it came over a connection that was closed already. */
export type AckVerdict = 'in-time' | 'late' | 'again' | 'unknown' | 'closed'

export interface Transcript {
  add(facts: TranscriptFacts): void
  list(): readonly TranscriptEntry[]
  /** Forgets what there is; numbers go on. */
  clear(): void
}

export function openTranscript(now: () => Date): Transcript {
  let entries: TranscriptEntry[] = []
  let added = 0
  return {
    add(facts) {
      added += 1
      entries.push({ number: added, at: now(), ...facts })
      if (entries.length > KEPT) entries.splice(0, KEPT / 10)
    },
    list: () => [...entries],
    clear() {
      entries = []
    },
  }
}
