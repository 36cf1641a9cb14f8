import type { SideChanges, SideLocation } from '../domain/reconciliation.ts'
import type { RawValue } from '../domain/record.ts'

/** What a source has written down of the changes of a side. Nothing is lost by reading it, and a read can be repeated. */
export interface ChangeLog {
  read(request: ChangesRequest): Promise<LoggedChanges>
  /** Lets the source throw away what a position that is remembered has behind it. */
  release(log: LoggedSide, position: string): Promise<void>
  check(log: LoggedSide): Promise<LogCheck>
}

export interface LoggedSide {
  readonly location: SideLocation
  /** The side's own, part by part. */
  readonly keyColumns: readonly string[]
  readonly changes: SideChanges
  readonly signal: AbortSignal
}

export interface ChangesRequest extends LoggedSide {
  /** The `position` of the read before; null: there was none. */
  readonly since: string | null
  /** False where everything is read after this: then only the position is wanted. */
  readonly wantsKeys: boolean
  /** More keys are not worth having. */
  readonly atMost: number
  /** How long a transaction may take from its number in the log to its commit where nothing else tells. */
  readonly overlapSeconds: number
}

/**
 * Whoever reads records after this sees all changes up to the position, and those of `keys`. Keys may be named though
 * nothing of them changed.
 */
export interface LoggedChanges {
  /** Raw parts of each key, as a read of the side would write them; null: `because` they are not all known. */
  readonly keys: readonly (readonly RawValue[])[] | null
  /** Some words for people. */
  readonly because: string | null
  /** For the next read, in the connector's own words. */
  readonly position: string
  /** The source's clock then. */
  readonly at: Date
}

/** How it is with a log: `said` is for people. */
export interface LogCheck {
  readonly state: 'ok' | 'note' | 'mend'
  readonly said: string
}
