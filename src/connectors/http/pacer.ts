import type { HttpRate } from '../../domain/settings.ts'
import type { HttpClock } from './clock.ts'

/** When the requests of a source may go out. */
export interface Pacer {
  /** Resolves when the next request may be sent. */
  turn(signal: AbortSignal): Promise<void>
  /** No request goes out for so long: the API asked for it. */
  hold(waitMs: number): void
}

/** Spaces requests evenly, so that no window of time sees more than the rate. */
export function openPacer(rate: HttpRate | null, clock: HttpClock): Pacer {
  const spacingMs = rate ? (rate.seconds * 1000) / rate.requests : 0
  let nextAt = Number.NEGATIVE_INFINITY
  let heldUntil = Number.NEGATIVE_INFINITY
  return {
    turn: async (signal) => {
      const at = Math.max(clock.now(), nextAt)
      nextAt = at + spacingMs
      // While one waits for its turn the API may ask for a pause.
      for (;;) {
        const waitMs = Math.max(at, heldUntil) - clock.now()
        if (waitMs <= 0) return
        await clock.sleep(waitMs, signal)
      }
    },
    hold: (waitMs) => {
      heldUntil = Math.max(heldUntil, clock.now() + waitMs)
      nextAt = Math.max(nextAt, heldUntil)
    },
  }
}
