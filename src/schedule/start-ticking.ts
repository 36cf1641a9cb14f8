import type { Stoppable } from './stop-in-order.ts'

/** A clock that was set, or a machine that slept, is noticed after so long. */
const LONGEST_MS = 30_000
/** What is seen later than this is not on time. */
const LATE_MS = 60_000
/** A clock that has not beaten for so long stands still. */
const STILL_MS = 4 * LONGEST_MS

export interface Ticking {
  readonly now: () => Date
  /** When there is something to do next; null: never. */
  readonly next: (after: Date) => Date | null
  /** Whatever comes after `since` and not after `until` is due. Every instant is asked about once, unless the clock is set back. */
  readonly work: (window: { readonly since: Date; readonly until: Date }) => void
}

export interface Clock extends Stoppable {
  /** It beats. */
  isAlive(): boolean
}

/** Asks what is due whenever something is, from now on. What was missed by more than a minute is not asked about. */
export function startTicking({ now, next, work }: Ticking): Clock {
  let seen = now()
  let upcoming = next(seen)
  let timer = setTimeout(beat, restMs())

  function beat(): void {
    const until = now()
    const since = new Date(Math.max(Math.min(seen.getTime(), until.getTime()), until.getTime() - LATE_MS))
    seen = until
    if (until > since) work({ since, until })
    if (upcoming === null || upcoming <= until || since === until) upcoming = next(until)
    timer = setTimeout(beat, restMs())
  }

  function restMs(): number {
    const ms = upcoming === null ? LONGEST_MS : upcoming.getTime() - now().getTime()
    return Math.min(LONGEST_MS, Math.max(ms, 1))
  }

  return {
    isAlive: () => Math.abs(now().getTime() - seen.getTime()) < STILL_MS,
    async stop() {
      clearTimeout(timer)
    },
  }
}
