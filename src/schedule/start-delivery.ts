import type { Context } from '../operations/context.ts'
import { claimDeliveries, deliverRow, nextDelivery } from '../operations/deliver-outbox.ts'
import { explainFailure } from '../operations/explain-failure.ts'
import type { Deliver } from '../slack/deliver.ts'

/** How long something that another process put in the outbox may lie there unseen. */
const LOOK_AGAIN_MS = 1_000

export interface Delivery {
  /** Something was put in the outbox: look now. */
  wake(): void
  /** Finishes the deliveries in hand, then stops. */
  stop(): Promise<void>
}

/**
 * Works the outbox until it is stopped: at once when woken, when something is due, and every second. Lanes go side by
 * side, and none waits for another. While the tracker is away, that is said once and tried on.
 */
export function startDelivery(context: Context, deliver: Deliver): Delivery {
  const inHand = new Set<Promise<void>>()
  const health = watchTracker(context)
  let stopped = false
  let woken = false
  let wakeSleeper = () => {}

  function wake(): void {
    woken = true
    wakeSleeper()
  }

  async function work(): Promise<void> {
    while (!stopped) {
      woken = false
      const restMs = await begin().catch((error: unknown) => {
        health.failed(error)
        return LOOK_AGAIN_MS
      })
      if (!woken && !stopped) await rest(restMs)
    }
    await Promise.all(inHand)
  }

  /** Starts what is due. Returns how long nothing more will be. */
  async function begin(): Promise<number> {
    for (const row of await claimDeliveries(context)) {
      const delivering = deliverRow(context, deliver, row)
        .catch(health.failed)
        .finally(() => {
          inHand.delete(delivering)
          wake()
        })
      inHand.add(delivering)
    }
    const next = await nextDelivery(context)
    health.works()
    const ms = next === null ? LOOK_AGAIN_MS : next.getTime() - context.now().getTime()
    return Math.min(LOOK_AGAIN_MS, Math.max(ms, 1))
  }

  async function rest(ms: number): Promise<void> {
    const { slept, wake } = sleep(ms)
    wakeSleeper = wake
    await slept
  }

  const working = work()
  return {
    wake,
    async stop() {
      stopped = true
      wakeSleeper()
      await working
    },
  }
}

function sleep(ms: number): { slept: Promise<void>; wake(): void } {
  let wake = () => {}
  const slept = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  return { slept, wake }
}

/** Says once that the tracker is away, and once that it is back. */
function watchTracker({ log }: Context): { works(): void; failed(error: unknown): void } {
  let isAway = false
  return {
    works() {
      if (isAway) log.info({}, 'the tracker is back; deliveries go on')
      isAway = false
    },
    failed(error) {
      if (isAway) return
      isAway = true
      const known = explainFailure(error)
      if (known)
        log.error({ code: known.code }, 'the tracker cannot be reached; deliveries wait until it is back')
      else log.error({ err: error }, 'the outbox cannot be worked; it is tried again until it can')
    },
  }
}
