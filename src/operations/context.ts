import type { Connector } from '../connectors/contract.ts'
import type { Directory } from '../domain/directory.ts'
import type { Log } from '../domain/log.ts'
import type { Observer } from '../domain/observer.ts'
import type { Settings } from '../domain/settings.ts'
import type { OnWait } from '../domain/source-wait.ts'
import type { Database } from '../store/open-database.ts'

/** Reads sources: what an operation needs that only compares. */
export interface ReadContext {
  /** Opens a source of the settings by name; whoever opens it closes it. */
  readonly connect: (source: string, onWait?: OnWait) => Promise<Connector>
  /** Told when a source is too busy to be read, by whoever shows how far a run is. */
  readonly onWait?: OnWait
  /** Absolute; where a comparison sorts what cannot come sorted. */
  readonly scratchFolder: string
  readonly log: Log
  readonly now: () => Date
  readonly newId: () => string
  /** Waits so many seconds; absent: by the clock, until the signal aborts. */
  readonly wait?: (seconds: number) => Promise<void>
  /** Aborted when the process stops: runs in hand fail as `run-stopped`. */
  readonly signal: AbortSignal
}

/** What every operation works with; `app.ts` makes one. */
export interface Context extends ReadContext {
  readonly settings: Settings
  readonly db: Database
  /** Who people are in Slack; absent: nobody can be asked. */
  readonly directory?: Directory | undefined
  /** Counts what happens; absent: nobody counts. */
  readonly observer?: Observer
  /** Wakes the deliverer after outbox rows were committed. */
  readonly wakeDelivery: () => void
}
