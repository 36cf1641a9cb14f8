import { concludeAttempts } from '../operations/conclude-attempts.ts'
import type { Context } from '../operations/context.ts'
import { wakeDiscrepancies } from '../operations/wake-discrepancies.ts'

/** How late the end of a snooze may be seen. */
const LOOK_AGAIN_MS = 30_000

export interface Timers {
  /** Finishes what is in hand, then stops. */
  stop(): Promise<void>
}

/** Looks at once, and every half minute after, for what has come to its end: what ended while nobody ran as well. */
export function startTimers(context: Context): Timers {
  let working = look(context)
  let isFree = true
  const timer = setInterval(() => {
    if (!isFree) return
    isFree = false
    working = look(context).finally(() => {
      isFree = true
    })
  }, LOOK_AGAIN_MS)
  return {
    async stop() {
      clearInterval(timer)
      await working
    },
  }
}

async function look(context: Context): Promise<void> {
  try {
    await wakeDiscrepancies(context)
  } catch (error) {
    context.log.error({ err: error }, 'the ends of snoozes could not be looked at; it is tried again')
  }
  try {
    await concludeAttempts(context)
  } catch (error) {
    context.log.error({ err: error }, 'what became of remedies could not be looked at; it is tried again')
  }
}
