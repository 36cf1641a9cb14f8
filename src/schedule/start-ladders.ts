import { climbLadders, nextClimb } from '../operations/climb-ladders.ts'
import type { Context } from '../operations/context.ts'
import { explainFailure } from '../operations/explain-failure.ts'
import { tellBreaches } from '../operations/tell-breaches.ts'

/** How late it may be seen that a target was missed, or that another process began a ladder. */
const LOOK_AGAIN_MS = 30_000

export interface Ladders {
  /** Something may have begun or ended: look now when the next step is due. */
  wake(): void
  /** Finishes the step in hand, then stops. */
  stop(): Promise<void>
}

/** Goes the steps of escalation ladders when they are due, and tells what misses its target, until it is stopped. */
export function startLadders(context: Context): Ladders {
  let [stopped, woken, isAway] = [false, false, false]
  let wakeSleeper = () => {}

  async function work(): Promise<void> {
    while (!stopped) {
      woken = false
      const restMs = await look().catch(failed)
      if (woken || stopped) continue
      const { promise, resolve } = withResolve()
      wakeSleeper = resolve
      const timer = setTimeout(resolve, restMs)
      await promise
      clearTimeout(timer)
    }
  }

  /** How long there is nothing to do. */
  async function look(): Promise<number> {
    await climbLadders(context)
    const told = await tellBreaches(context)
    const next = await nextClimb(context)
    isAway = false
    if (told > 0) return 1
    const ms = next === null ? LOOK_AGAIN_MS : next.getTime() - context.now().getTime()
    return Math.min(LOOK_AGAIN_MS, Math.max(ms, 1))
  }

  /** Said once, until it works again. */
  function failed(error: unknown): number {
    const known = explainFailure(error)
    const facts = known ? { code: known.code } : { err: error }
    if (!isAway && !stopped)
      context.log.error(facts, 'escalation ladders could not be looked at; it is tried again')
    isAway = true
    return LOOK_AGAIN_MS
  }

  const working = work()
  return {
    wake() {
      woken = true
      wakeSleeper()
    },
    async stop() {
      stopped = true
      wakeSleeper()
      await working
    },
  }
}

function withResolve(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
