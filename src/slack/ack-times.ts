import type { AckSummary } from './messages/ack-line.ts'

/** How long Slack waits for an acknowledgement. */
const PATIENCE_MS = 3_000
/** Each bucket ends a tenth later than the one before; the last one takes whatever is longer than a minute. */
const GROWTH = 1.1
const BUCKETS = Math.ceil(Math.log(60_000) / Math.log(GROWTH)) + 1

/** How long acknowledgements took since the start, counted in buckets: it never grows. */
export class AckTimes {
  readonly #since: Date
  readonly #counts = new Uint32Array(BUCKETS)
  #count = 0
  #maxMs = 0
  #late = 0

  readonly #tell: (ms: number) => void

  /** `tell`: who else wants to know each of them. */
  constructor(since: Date, tell: (ms: number) => void = () => {}) {
    this.#since = since
    this.#tell = tell
  }

  record(ms: number): void {
    this.#counts[bucketOf(ms)]!++
    this.#count++
    this.#maxMs = Math.max(this.#maxMs, ms)
    if (ms > PATIENCE_MS) this.#late++
    this.#tell(ms)
  }

  summary(): AckSummary {
    return {
      since: this.#since,
      count: this.#count,
      p50Ms: this.#percentile(0.5),
      p99Ms: this.#percentile(0.99),
      maxMs: this.#maxMs,
      late: this.#late,
    }
  }

  #percentile(share: number): number {
    let left = Math.ceil(this.#count * share)
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count
      if (left <= 0) return Math.min(this.#maxMs, GROWTH ** bucket)
    }
    return this.#maxMs
  }
}

/** Up to 1 ms is the first one. */
function bucketOf(ms: number): number {
  const exact = Math.ceil(Math.log(Math.max(1, ms)) / Math.log(GROWTH))
  return Math.min(BUCKETS - 1, exact)
}
