import type { RecordKey } from '../domain/record.ts'
import { type Comparison, compareSides, isLeft, planKeyHashes } from '../engine/index.ts'
import { comparedColumns, type NarrowRequest } from './narrow-by-checksum.ts'

/** What a comparison of keys and hashes says of all records, and which are left to compare. */
export interface HashedKeys {
  /** Null: so many that reading everything costs less. */
  readonly keys: readonly RecordKey[] | null
  readonly comparison: Comparison
}

const MAX_KEYS = 100_000

/** Reads every key with a hash of its record: far less than the records where they are wide. */
export async function narrowByKeyHash(
  request: NarrowRequest,
  dialect: string,
  now: Date,
): Promise<HashedKeys> {
  const { plan, connectors, signal, onProgress } = request
  const streams = plan.sides.map((side) => {
    const { location } = plan.reconciliation.sides.find(({ name }) => name === side.name)!
    const columns = comparedColumns(side)
    const scope = { kind: 'everything' } as const
    const read = { location, columns, keyOrder: plan.keyOrder, scope, signal, hashedBy: dialect }
    return [side.name, connectors[side.name]!.read(read)] as const
  })
  const options = { now, signal, ...(onProgress ? { onProgress } : {}) }
  const comparison = await compareSides(planKeyHashes(plan), Object.fromEntries(streams), options)
  const keys = comparison.findings.filter(isLeft).map((finding) => finding.key)
  return { keys: keys.length > MAX_KEYS ? null : keys, comparison }
}
