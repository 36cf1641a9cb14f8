import { setTimeout as sleep } from 'node:timers/promises'
import { concludeExpectations } from '../operations/conclude-expectations.ts'
import type { Context } from '../operations/context.ts'
import { explainFailure } from '../operations/explain-failure.ts'
import { pruneEvents } from '../operations/prune-events.ts'

/** How late the end of a window may be seen. */
const LOOK_AGAIN_MS = 1_000
const PRUNE_MS = 60 * 60 * 1_000

export interface Expectations {
  /** Begins no check more and finishes the one in hand. */
  stop(): Promise<void>
}

/** Checks the records whose windows have ended, batch after batch, and every hour forgets what is old. */
export function startExpectations(context: Context): Expectations {
  const stop = new AbortController()
  let isAway = false
  let prunedAt = Number.NEGATIVE_INFINITY

  async function work(): Promise<void> {
    while (!stop.signal.aborted) {
      const checked = await look().catch(failed)
      if (checked === 0) await sleep(LOOK_AGAIN_MS, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }

  async function look(): Promise<number> {
    const checked = await concludeExpectations(context)
    if (checked === 0 && performance.now() - prunedAt >= PRUNE_MS) {
      prunedAt = performance.now()
      await pruneEvents(context)
    }
    if (isAway) context.log.info({}, 'awaited records are looked at again')
    isAway = false
    return checked
  }

  /** Said once, until it works again. */
  function failed(error: unknown): number {
    const known = explainFailure(error)
    const why = known ? { code: known.code } : { err: error }
    if (!isAway && !stop.signal.aborted)
      context.log.error(why, 'awaited records could not be looked at; it is tried again until they can')
    isAway = true
    return 0
  }

  const working = work()
  return {
    async stop() {
      stop.abort()
      await working
    },
  }
}
