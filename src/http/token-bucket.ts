export interface BucketRule {
  readonly perSecond: number
  /** So many may come at once. */
  readonly burst: number
}

/** Entries are of addresses that anyone can have: these many are enough to slow them down. */
const MOST_NAMES = 10_000

/** How often each name may do something: it has tokens, each time takes one, and they come back with time. */
export class TokenBuckets {
  readonly #rule: BucketRule
  readonly #buckets = new Map<string, { left: number; at: number }>()

  constructor(rule: BucketRule) {
    this.#rule = rule
  }

  /** Takes one; 0: taken. Else after how many whole seconds there is one. */
  take(name: string, nowMs: number): number {
    const { perSecond, burst } = this.#rule
    const bucket = this.#buckets.get(name)
    const left = bucket ? Math.min(burst, bucket.left + ((nowMs - bucket.at) / 1_000) * perSecond) : burst
    if (left < 1) return Math.max(1, Math.ceil((1 - left) / perSecond))
    this.#buckets.delete(name)
    this.#buckets.set(name, { left: left - 1, at: nowMs })
    this.#dropOldest()
    return 0
  }

  /** Who was here longest ago has most of its tokens back. */
  #dropOldest(): void {
    if (this.#buckets.size <= MOST_NAMES) return
    const [oldest] = this.#buckets.keys()
    if (oldest !== undefined) this.#buckets.delete(oldest)
  }
}
