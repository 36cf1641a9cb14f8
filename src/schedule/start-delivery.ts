import type { Context } from '../operations/context.ts'
import { deliverOutbox } from '../operations/deliver-outbox.ts'
import type { Deliver } from '../slack/deliver.ts'

/** How long a row that waits for its retry may be late. */
const LOOK_AGAIN_MS = 1_000

export interface Delivery {
  /** Something was put in the outbox: look now. */
  wake(): void
  /** Finishes the delivery in hand, then stops. */
  stop(): Promise<void>
}

/** Works the outbox until it is stopped: at once when woken, else every second for retries. */
export function startDelivery(context: Context, deliver: Deliver): Delivery {
  let stopped = false
  let woken = false
  let wakeSleeper = () => {}

  async function work(): Promise<void> {
    while (!stopped) {
      woken = false
      const seen = await deliverOutbox(context, deliver).catch((error: unknown) => {
        context.log.error({ err: error }, 'outbox could not be read; it is tried again')
        return 0
      })
      if (seen === 0 && !woken && !stopped) await rest()
    }
  }

  function rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_AGAIN_MS)
      wakeSleeper = () => {
        clearTimeout(timer)
        resolve()
      }
    })
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
