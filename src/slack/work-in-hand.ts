import { setTimeout as sleep } from 'node:timers/promises'

/** What has begun and not ended yet, so that a stop can wait for it. */
export class WorkInHand {
  readonly #work = new Set<Promise<void>>()

  /** The work must not reject. */
  add(work: Promise<void>): void {
    const tracked = work.finally(() => this.#work.delete(tracked))
    this.#work.add(tracked)
  }

  count(): number {
    return this.#work.size
  }

  /** Waits until all is done, but no longer than this. Returns how much is left. */
  async drain(deadlineMs: number): Promise<number> {
    const enough = new AbortController()
    const late = sleep(deadlineMs, null, { signal: enough.signal }).catch(() => {})
    await Promise.race([Promise.allSettled(this.#work), late])
    enough.abort()
    return this.#work.size
  }
}
