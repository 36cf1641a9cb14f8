import type { BucketChecksum, Bucketing, Extent, SideScope } from '../connectors/contract.ts'
import { type ComparisonPlan, type IdenticalRecords, type PlannedSide, sumOf } from '../engine/index.ts'
import type { Connectors } from './connect-sides.ts'

/** What is left to compare, and what need not be read because its checksums agree. */
export interface Narrowed {
  /** Null: so much differs that reading everything costs less. */
  readonly scope: Extract<SideScope, { kind: 'buckets' }> | null
  readonly identical: IdenticalRecords
  readonly buckets: number
  readonly differing: number
}

export interface NarrowRequest {
  readonly plan: ComparisonPlan
  readonly connectors: Connectors
  readonly signal: AbortSignal
  /** Rows read so far by side name. */
  readonly onProgress?: (rows: Readonly<Record<string, number>>) => void
}

/** Between 16 and 40 records a bucket cost least; with 60 a hundredth of differing records touches half of them. */
const RECORDS_PER_BUCKET = 32
/** Keys this sparse leave most ranges empty and a few full. */
const SPARSE_SPAN = 1000
const MAX_BUCKETS = 2 ** 31
/** A larger share of differing buckets is read faster in one go. */
const MAX_SHARE = 0.25

/** Whether every side can work out checksums, in one and the same way; null where not. */
export async function commonDialect({ plan, connectors }: NarrowRequest): Promise<string | null> {
  const all = plan.sides.map((side) => connectors[side.name]!.checksums)
  if (all.some((checksums) => !checksums)) return null
  const [first, ...others] = await Promise.all(all.map((checksums) => checksums!.dialects()))
  return first!.find((dialect) => others.every((known) => known.includes(dialect))) ?? null
}

/** Has every side add up its records bucket by bucket; only buckets whose checksums differ are left to compare. */
export async function narrowByChecksum(request: NarrowRequest, dialect: string): Promise<Narrowed> {
  const { plan, connectors, signal } = request
  const sides = plan.sides.map((side) => ({
    checksums: connectors[side.name]!.checksums!,
    location: plan.reconciliation.sides.find(({ name }) => name === side.name)!.location,
    columns: comparedColumns(side),
  }))
  const common = { keyOrder: plan.keyOrder, signal }
  const extents = await Promise.all(sides.map((side) => side.checksums.extent({ ...side, ...common })))
  const bucketing = chooseBucketing(extents)
  const summed = plan.fields.filter((field) => field.rules.total)
  const summedCells = summed.map((field) => field.cells[0]!)
  const streams = sides.map((side) =>
    side.checksums.read({ ...side, ...common, bucketing, dialect, summedCells }),
  )
  const seen = await compareBuckets(streams, summedCells.length)
  const isWorthIt = seen.differing.length <= seen.buckets * MAX_SHARE
  return {
    scope: isWorthIt ? { kind: 'buckets', bucketing, wanted: seen.differing } : null,
    identical: {
      count: seen.records,
      totals: Object.fromEntries(summed.map((field, index) => [field.name, seen.sums[index]!])),
    },
    buckets: seen.buckets,
    differing: seen.differing.length,
  }
}

/** Key and fields; `updatedAt` is no part of the comparison. */
export function comparedColumns({ columns, updatedAtCell }: PlannedSide): readonly string[] {
  return updatedAtCell === null ? columns : columns.slice(0, updatedAtCell)
}

function chooseBucketing(extents: readonly Extent[]): Bucketing {
  const rows = Math.max(1, ...extents.map((extent) => extent.rows))
  const keys = extents.flatMap((extent) => extent.keys ?? [])
  if (keys.length === extents.length) {
    const bounds = keys.flatMap(({ lowest, highest }) => [lowest, highest]).sort((a, b) => (a < b ? -1 : 1))
    const span = bounds.at(-1)! - bounds[0]! + 1n
    const width = (span * BigInt(RECORDS_PER_BUCKET)) / BigInt(rows)
    if (span <= BigInt(rows) * BigInt(SPARSE_SPAN)) return { kind: 'ranges', width: width < 1n ? 1n : width }
  }
  return { kind: 'hash', count: Math.min(MAX_BUCKETS, Math.ceil(rows / RECORDS_PER_BUCKET)) }
}

interface SeenBuckets {
  buckets: number
  records: number
  readonly sums: string[]
  readonly differing: (bigint | null)[]
}

/** Goes through all sides' buckets, smallest first, null before all. */
async function compareBuckets(
  streams: readonly AsyncIterable<BucketChecksum>[],
  summed: number,
): Promise<SeenBuckets> {
  const seen: SeenBuckets = { buckets: 0, records: 0, sums: Array(summed).fill('0'), differing: [] }
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]())
  try {
    const heads = await Promise.all(iterators.map((iterator) => iterator.next()))
    for (;;) {
      const waiting = heads.flatMap((head) => (head.done ? [] : [head.value]))
      if (waiting.length === 0) return seen
      const bucket = waiting.map((head) => head.bucket).reduce((a, b) => (isBefore(a, b) ? a : b))
      const here = heads.map((head) => (!head.done && head.value.bucket === bucket ? head.value : null))
      count(seen, here, bucket)
      await Promise.all(
        here.map(async (one, index) => {
          if (one) heads[index] = await iterators[index]!.next()
        }),
      )
    }
  } finally {
    for (const iterator of iterators) iterator.return?.().then(undefined, () => undefined)
  }
}

function isBefore(a: bigint | null, b: bigint | null): boolean {
  return a === null || (b !== null && a < b)
}

function count(seen: SeenBuckets, here: readonly (BucketChecksum | null)[], bucket: bigint | null): void {
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
