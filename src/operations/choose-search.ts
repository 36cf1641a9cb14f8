import { performance } from 'node:perf_hooks'
import type { CandidateSearch } from '../domain/reconciliation.ts'
import { recordText } from '../domain/record-batch.ts'
import { comparedColumns, type NarrowRequest } from './narrow-by-checksum.ts'

/** What the first records of one side were like. */
export interface Sample {
  /** In the order of the side. */
  readonly records: readonly string[]
  readonly rows: number
  readonly bytes: number
  /** From the first bytes to the last. */
  readonly milliseconds: number
  /** The side has no more records than these. */
  readonly isWhole: boolean
}

const SAMPLE_RECORDS = 20_000
/** And for as long, so that what had already arrived is not taken for a fast link. */
const SAMPLE_MS = 200
/** A server that takes longer to begin is sorting, which a sample must not make it do twice. */
const FIRST_BYTES_MS = 1000
/** Slower than this the network is what a run waits for; a server writes out several times as much. */
const SLOW_BYTES_PER_SECOND = 20_000_000
const WIDE_RECORD_BYTES = 200
/** What differs is read again by key, which costs more a record than to read all in order. */
const MAX_JOINED_SHARE = 0.05

/** Looks at the first records of all sides: a slow link is worth checksums, if little differs. */
export async function chooseSearch(
  request: NarrowRequest,
  { firstBytesMs = FIRST_BYTES_MS, canJoin = false } = {},
): Promise<Exclude<CandidateSearch, 'auto'>> {
  const samples = await Promise.all(
    request.plan.sides.map((_, side) => takeSample(request, side, firstBytesMs)),
  )
  return classifySamples(samples, canJoin)
}

/**
 * The choice, from what was seen; null stands for a side that did not begin in time. `canJoin`: all sides live in one
 * database, which need not sort them and sends little: that is worth it whatever the link, unless much differs.
 */
export function classifySamples(
  samples: readonly (Sample | null)[],
  canJoin = false,
): Exclude<CandidateSearch, 'auto'> {
  const taken = samples.filter((sample) => sample !== null)
  if (taken.some((sample) => sample.isWhole)) return 'merge'
  if (taken.length < samples.length) return canJoin ? 'join' : 'merge'
  const share = shareApart(taken)
  if (canJoin) return share < MAX_JOINED_SHARE ? 'join' : 'merge'
  const slowest = Math.min(
    ...taken.map(({ bytes, milliseconds }) => (bytes / Math.max(1, milliseconds)) * 1000),
  )
  if (slowest >= SLOW_BYTES_PER_SECOND) return 'merge'
  const width = Math.max(...taken.map(({ bytes, rows }) => bytes / rows))
  if (share < 0.01) return 'checksum'
  return share < 0.2 && width > WIDE_RECORD_BYTES ? 'keyHash' : 'merge'
}

/** The share of the first side's records that another side has not among as many of its own. */
function shareApart([first, ...others]: readonly Sample[]): number {
  const length = Math.min(first!.records.length, ...others.map(({ records }) => records.length))
  const sets = others.map(({ records }) => new Set(records))
  const apart = first!.records.slice(0, length).filter((record) => !sets.every((set) => set.has(record)))
  return apart.length / length
}

async function takeSample(
  { plan, connectors, signal }: NarrowRequest,
  index: number,
  firstBytesMs: number,
): Promise<Sample | null> {
  const side = plan.sides[index]!
  const stop = new AbortController()
  const batches = connectors[side.name]!.read({
    location: plan.reconciliation.sides[index]!.location,
    columns: comparedColumns(side),
    keyOrder: plan.keyOrder,
    scope: { kind: 'everything' },
    signal: AbortSignal.any([signal, stop.signal]),
  })
  const timer = setTimeout(() => stop.abort(), firstBytesMs)
  const records: string[] = []
  let [rows, bytes, begunAt] = [0, 0, 0]
  const sample = (isWhole: boolean) => ({
    records,
    rows,
    bytes,
    milliseconds: performance.now() - begunAt,
    isWhole,
  })
  try {
    for await (const batch of batches) {
      clearTimeout(timer)
      // The clock begins after the first bytes, so they do not count.
      if (begunAt === 0) begunAt = performance.now()
      else {
        rows += batch.count
        bytes += batch.bytes.length
      }
      for (let at = 0; at < batch.count && records.length < SAMPLE_RECORDS; at++)
        records.push(recordText(batch, at))
      const isLongEnough = performance.now() - begunAt >= SAMPLE_MS
      if (records.length === SAMPLE_RECORDS && isLongEnough) return sample(false)
    }
    return sample(true)
  } catch (error) {
    if (stop.signal.aborted && !signal.aborted) return null
    throw error
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}
