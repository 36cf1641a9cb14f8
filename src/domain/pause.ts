import type { Actor } from './discrepancy.ts'

/** That a schedule is paused: it starts no runs until then. */
export interface Pause {
  readonly by: Actor
  readonly at: Date
  /** When it ends by itself; null: when somebody ends it. */
  readonly until: Date | null
  readonly reason: string | null
}

/** A tick at which nothing was started, because a run that began before was still going. */
export interface LeftOut {
  readonly tick: Date
  readonly runStartedAt: Date
}
