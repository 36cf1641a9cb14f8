import { setTimeout as sleep } from 'node:timers/promises'

/** Time and chance as the requests of a source see them. */
export interface HttpClock {
  /** Milliseconds of a clock that is never set. */
  readonly now: () => number
  readonly date: () => Date
  /** Rejects as soon as the signal is aborted. */
  readonly sleep: (waitMs: number, signal: AbortSignal) => Promise<void>
  /** From 0 up to 1. */
  readonly random: () => number
}

export const systemClock: HttpClock = {
  now: () => performance.now(),
  date: () => new Date(),
  sleep: (waitMs, signal) => sleep(waitMs, undefined, { signal }),
  random: Math.random,
}
