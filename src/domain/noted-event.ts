import type { RawValue } from './record.ts'

/** That a side wrote a record: the others must follow. */
export interface NotedEvent {
  /** Name of a side of the reconciliation. */
  readonly side: string
  /** The side's own key, part by part, as raw text: numbers as they are written. */
  readonly key: readonly RawValue[]
  /** When it was written. */
  readonly at: Date
  /** What it wrote, by the side's own column names, raw text; null: it deleted the record; absent: unsaid. */
  readonly record?: Readonly<Record<string, RawValue>> | null
}

export interface NoteRequest {
  readonly reconciliation: string
  readonly events: readonly NotedEvent[]
  /** The same request again is not done again; kept a day. */
  readonly idempotencyKey?: string
}

export interface Noted {
  readonly accepted: number
  /** It was done before. */
  readonly isRepeat: boolean
  /** When the last of these windows ends. */
  readonly dueAt: Date | null
}
