/** Remembers names for a while, so that what comes twice is done once. The oldest go first when there are too many. */
export class RecentlySeen {
  readonly #forMs: number
  readonly #atMost: number
  readonly #seenAt = new Map<string, number>()

  constructor({ forMs, atMost }: { readonly forMs: number; readonly atMost: number }) {
    this.#forMs = forMs
    this.#atMost = atMost
  }

  /** True the first time; remembers it. */
  isNew(name: string, nowMs: number): boolean {
    this.#forgetOld(nowMs)
    if (this.#seenAt.has(name)) return false
    this.#seenAt.set(name, nowMs)
    return true
  }

  /** It came to nothing, so it may come again. */
  forget(name: string): void {
    this.#seenAt.delete(name)
  }

  #forgetOld(nowMs: number): void {
    for (const [name, at] of this.#seenAt) {
      if (nowMs - at <= this.#forMs && this.#seenAt.size < this.#atMost) return
      this.#seenAt.delete(name)
    }
  }
}
