import { performance } from 'node:perf_hooks'
import type { CandidateSearch } from '../domain/reconciliation.ts'
import { recordText } from '../domain/record-batch.ts'
import { comparedColumns, type NarrowRequest } from './narrow-by-checksum.ts'

/** What the first records of one side were like. */
export interface Sample {
  readonly records: ReadonlySet<string>
  readonly bytes: number
  /** From the first bytes to the last. */
  readonly milliseconds: number
  /** The side has no more records than these. */
  readonly isWhole: boolean
}

const SAMPLE_RECORDS = 20_000
/** A server that takes longer to begin is sorting, which a sample must not make it do twice. */
const FIRST_BYTES_MS = 1000
/** Slower than this the network is what a run waits for; a server writes out several times as much. */
const SLOW_BYTES_PER_SECOND = 20_000_000
const WIDE_RECORD_BYTES = 200

/** Looks at the first records of all sides: a slow link is worth checksums, if little differs. */
export async function chooseSearch(
  request: NarrowRequest,
  { firstBytesMs = FIRST_BYTES_MS } = {},
): Promise<Exclude<CandidateSearch, 'auto'>> {
  const samples = await Promise.all(
    request.plan.sides.map((_, side) => takeSample(request, side, firstBytesMs)),
  )
  return classifySamples(samples)
}

/** The choice, from what was seen; null stands for a side that did not begin in time. */
export function classifySamples(samples: readonly (Sample | null)[]): Exclude<CandidateSearch, 'auto'> {
  const taken = samples.filter((sample) => sample !== null)
  if (taken.length < samples.length || taken.some((sample) => sample.isWhole)) return 'merge'
  const slowest = Math.min(
    ...taken.map(({ bytes, milliseconds }) => (bytes / Math.max(1, milliseconds)) * 1000),
  )
  if (slowest >= SLOW_BYTES_PER_SECOND) return 'merge'
  const share = shareApart(taken)
  const width = Math.max(...taken.map(({ bytes, records }) => bytes / records.size))
  if (share < 0.01) return 'checksum'
  return share < 0.2 && width > WIDE_RECORD_BYTES ? 'keyHash' : 'merge'
}

/** The share of the first side's records that another side's sample does not have. */
function shareApart([first, ...others]: readonly Sample[]): number {
  let apart = 0
  for (const record of first!.records) if (!others.every(({ records }) => records.has(record))) apart++
  return apart / first!.records.size
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
  const records = new Set<string>()
  let [bytes, begunAt] = [0, 0]
  try {
    for await (const batch of batches) {
      clearTimeout(timer)
      if (begunAt === 0) begunAt = performance.now()
      else bytes += batch.bytes.length
      for (let at = 0; at < batch.count; at++) records.add(recordText(batch, at))
      if (records.size < SAMPLE_RECORDS) continue
      return { records, bytes, milliseconds: performance.now() - begunAt, isWhole: false }
    }
    return { records, bytes, milliseconds: performance.now() - begunAt, isWhole: true }
  } catch (error) {
    if (stop.signal.aborted && !signal.aborted) return null
    throw error
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}
