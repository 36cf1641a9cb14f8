import { setTimeout as sleep } from 'node:timers/promises'
import type { Room } from '../room.ts'

/**
 * When somebody who waits hears that it still goes on, in seconds after what they heard before. A command's answers
 * cannot be replaced (Slack adds them), and there are five at most, so a quick comparison says nothing before its result
 * and a long one speaks rarely.
 */
const PAUSES = [0.8, 60, 540]
/** From then on; Slack's address for answers is over by the second. */
const LATER = 1_800

/** Tells again and again until it is stopped. What cannot be told is left out: the result comes all the same. */
export function keepTelling({ context }: Room, tell: () => Promise<void>): { stop(): void } {
  const stopped = new AbortController()
  const { signal } = stopped
  const pause = (seconds: number) =>
    context.wait?.(seconds) ?? sleep(seconds * 1_000, undefined, { signal, ref: false })
  const goOn = async () => {
    for (let told = 0; !signal.aborted; told++) {
      await pause(PAUSES[told] ?? LATER)
      if (!signal.aborted) await tell().catch(() => {})
    }
  }
  goOn().catch(() => {
    // Stopped in the middle of a pause.
  })
  return { stop: () => stopped.abort() }
}
