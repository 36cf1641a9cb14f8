import type { JsonObject } from '../json.ts'

const KEPT = 20_000

/** One thing that went over the wire between the app and the stand-in. Tokens are never in it. */
export type TranscriptEntry = { readonly at: Date } & TranscriptFacts

type TranscriptFacts =
  | {
      readonly kind: 'call'
      readonly method: string
      readonly arguments: JsonObject
      readonly status: number
      readonly answer: JsonObject
    }
  | {
      readonly kind: 'response-url'
      readonly body: JsonObject
      readonly status: number
      readonly answer: string
    }
  | { readonly kind: 'envelope'; readonly id: string; readonly type: string; readonly payload: JsonObject }
  | { readonly kind: 'ack'; readonly id: string; readonly late: boolean; readonly payload: JsonObject }

export interface Transcript {
  add(facts: TranscriptFacts): void
  list(): readonly TranscriptEntry[]
}

export function openTranscript(now: () => Date): Transcript {
  const entries: TranscriptEntry[] = []
  return {
    add(facts) {
      entries.push({ at: now(), ...facts })
      if (entries.length > KEPT) entries.splice(0, KEPT / 10)
    },
    list: () => [...entries],
  }
}
