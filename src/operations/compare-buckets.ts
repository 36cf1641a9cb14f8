import type { BucketChecksum } from '../connectors/contract.ts'
import { sumOf } from '../engine/index.ts'

/** What all sides' buckets say of each other. */
export interface ComparedBuckets {
  readonly buckets: number
  /** In buckets that are the same on every side. */
  readonly records: number
  /** Of those records. */
  readonly sums: readonly string[]
  readonly differing: readonly (bigint | null)[]
}

type Stream = AsyncIterable<readonly BucketChecksum[]>

/** Goes through all sides' buckets, smallest first, null before all. */
export async function compareBuckets(streams: readonly Stream[], summed: number): Promise<ComparedBuckets> {
  const seen = { buckets: 0, records: 0, sums: Array<string>(summed).fill('0'), differing: [] }
  const cursors = streams.map((stream) => new BucketCursor(stream))
  try {
    for (;;) {
      const empty = cursors.filter((cursor) => cursor.isEmpty)
      // There are hundreds of thousands of buckets, and a promise for each would cost more than to compare it.
      if (empty.length > 0) await Promise.all(empty.map((cursor) => cursor.fill()))
      const first = firstBucket(cursors)
      if (first === undefined) return seen
      count(
        seen,
        cursors.map((cursor) => cursor.take(first)),
        first,
      )
    }
  } finally {
    for (const cursor of cursors) cursor.stop()
  }
}

interface Counted {
  buckets: number
  records: number
  readonly sums: string[]
  readonly differing: (bigint | null)[]
}

/** Where one side's buckets have been read to. */
class BucketCursor {
  readonly #batches: AsyncIterator<readonly BucketChecksum[]>
  #batch: readonly BucketChecksum[] = []
  #at = 0
  #isDone = false

  constructor(stream: Stream) {
    this.#batches = stream[Symbol.asyncIterator]()
  }

  /** More may come, and nothing is here. */
  get isEmpty(): boolean {
    return !this.#isDone && this.#at >= this.#batch.length
  }

  /** The bucket that is next; undefined after the last. */
  get bucket(): bigint | null | undefined {
    return this.#batch[this.#at]?.bucket
  }

  async fill(): Promise<void> {
    while (this.isEmpty) {
      const next = await this.#batches.next()
      this.#isDone = next.done === true
      this.#batch = next.done ? [] : next.value
      this.#at = 0
    }
  }

  /** What there is of a bucket, and goes on to the next; null where there is nothing. */
  take(bucket: bigint | null): BucketChecksum | null {
    const here = this.#batch[this.#at]
    if (here?.bucket !== bucket) return null
    this.#at++
    return here
  }

  stop(): void {
    this.#batches.return?.().then(undefined, () => undefined)
  }
}

function firstBucket(cursors: readonly BucketCursor[]): bigint | null | undefined {
  let first: bigint | null | undefined
  for (const { bucket } of cursors) {
    if (bucket === null) return null
    if (bucket !== undefined && (first === undefined || bucket < first!)) first = bucket
  }
  return first
}

function count(seen: Counted, here: readonly (BucketChecksum | null)[], bucket: bigint | null): void {
  seen.buckets++
  const first = here[0]
  const isSame = (one: BucketChecksum | null | undefined) =>
    one && first && one.rows === first.rows && one.checksum === first.checksum && !one.hasCopies
  if (bucket === null || !first || !here.every(isSame)) {
    seen.differing.push(bucket)
    return
  }
  seen.records += first.rows
  for (const [index, sum] of first.sums.entries()) {
    if (sum !== null) seen.sums[index] = sumOf([seen.sums[index]!, sum])
  }
}
