import type { Bucketing, Extent, HashedSide, SideScope } from '../connectors/contract.ts'
import type { ComparisonPlan, IdenticalRecords, PlannedSide } from '../engine/index.ts'
import { compareBuckets } from './compare-buckets.ts'
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
export async function commonDialect(request: NarrowRequest): Promise<string | null> {
  const { plan, connectors } = request
  const all = plan.sides.map((side) => connectors[side.name]!.checksums)
  if (all.some((checksums) => !checksums)) return null
  const sides = hashedSides(request)
  const asked = all.map((checksums, index) => checksums!.dialects(sides[index]!))
  const [first, ...others] = await Promise.all(asked)
  return first!.find((dialect) => others.every((known) => known.includes(dialect))) ?? null
}

/** Has every side add up its records bucket by bucket; only buckets whose checksums differ are left to compare. */
export async function narrowByChecksum(request: NarrowRequest, dialect: string): Promise<Narrowed> {
  const { plan, connectors } = request
  const checksums = plan.sides.map((side) => connectors[side.name]!.checksums!)
  const sides = hashedSides(request)
  const extents = await Promise.all(sides.map((side, index) => checksums[index]!.extent(side)))
  const bucketing = chooseBucketing(extents)
  const streams = sides.map((side, index) => checksums[index]!.read({ ...side, bucketing, dialect }))
  const summed = totalledFields(plan)
  const seen = await compareBuckets(streams, summed.length)
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

/** What every side is asked about. */
export function hashedSides({ plan, signal }: NarrowRequest): HashedSide[] {
  const summedCells = totalledFields(plan).map((field) => field.cells[0]!)
  return plan.sides.map((side) => ({
    location: plan.reconciliation.sides.find(({ name }) => name === side.name)!.location,
    columns: comparedColumns(side),
    keyOrder: plan.keyOrder,
    summedCells,
    signal,
  }))
}

export function totalledFields(plan: ComparisonPlan) {
  return plan.fields.filter((field) => field.rules.total)
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
