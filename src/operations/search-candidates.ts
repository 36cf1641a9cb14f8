import type { Joins, SideScope } from '../connectors/contract.ts'
import type { Log } from '../domain/log.ts'
import type { CandidateSearch } from '../domain/reconciliation.ts'
import type { RawValue, RecordKey } from '../domain/record.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import { addIdentical, addUnkeyed, type Comparison, joinHashed, whyReadAll } from '../engine/index.ts'
import { chooseSearch } from './choose-search.ts'
import { commonDialect, type NarrowRequest, narrowByChecksum, totalledFields } from './narrow-by-checksum.ts'
import { commonJoins, joinRequest } from './narrow-by-join.ts'
import { narrowByKeyHash } from './narrow-by-key-hash.ts'

export interface SearchRequest extends NarrowRequest {
  /** Every record is wanted, not only those that may differ. */
  readonly wantsAll: boolean
  readonly log: Log
  readonly now: Date
}

/** How the records that are left are compared. */
export interface Compare {
  everything(): Promise<Comparison>
  within(scope: SideScope): Promise<Comparison>
  keys(keys: readonly RecordKey[]): Promise<Comparison>
  /** These records in place of those of the sources, side by side in the order of the plan. */
  records(records: readonly AsyncIterable<RecordBatch>[]): Promise<Comparison>
}

/** Compares all records, reading only those that may differ where that is possible, asked for and worth it. */
export async function searchCandidates(request: SearchRequest, compare: Compare): Promise<Comparison> {
  const { plan, log } = request
  const { name, candidates: wanted = 'auto' } = plan.reconciliation
  if (wanted === 'merge') return await compare.everything()
  const known = request.wantsAll ? 'every record is asked for' : whyReadAll(plan)
  const search = known !== null ? 'merge' : wanted === 'auto' ? await chooseForSources(request) : wanted
  const joins = search === 'join' ? commonJoins(request) : null
  if (joins) return await compareByJoin(request, compare, joins)
  const dialect = search === 'checksum' || search === 'keyHash' ? await commonDialect(request) : null
  if (search === 'checksum' && dialect) return await compareByChecksum(request, compare, dialect)
  if (search === 'keyHash' && dialect) return await compareByKeyHash(request, compare, dialect)
  if (wanted !== 'auto') {
    const why = known ?? (wanted === 'join' ? NO_JOIN : NO_CHECKSUMS)
    // Asked for by name it is worth a line that it could not be.
    log.warn({ reconciliation: name, candidates: wanted, why }, 'all records are read')
  }
  return await compare.everything()
}

const NO_JOIN = 'not all sides are files, or in one database that can join them'
const NO_CHECKSUMS = 'not every side has checksums of all its columns, or they have none in common'

/** Where nothing but a merge is possible no sample is taken. */
async function chooseForSources(request: SearchRequest): Promise<CandidateSearch> {
  const { plan, connectors } = request
  const joins = commonJoins(request)
  if (joins?.pays) return (await joins.pays(joinRequest(request))) ? 'join' : 'merge'
  const haveChecksums = plan.sides.every((side) => connectors[side.name]!.checksums)
  return joins || haveChecksums ? await chooseSearch(request, { canJoin: joins !== null }) : 'merge'
}

async function compareByChecksum(
  request: SearchRequest,
  compare: Compare,
  dialect: string,
): Promise<Comparison> {
  const { plan, log } = request
  const { scope, identical, buckets, differing } = await narrowByChecksum(request, dialect)
  // What a difference can be missed by: equal sums of hashes of 60 bits.
  const missed = `${buckets - differing} in 2^60 at most`
  const facts = { reconciliation: plan.reconciliation.name, buckets, differing, dialect, missed }
  log.info(facts, scope ? 'checksums were compared' : 'too many checksums differ, so all records are read')
  if (!scope) return await compare.everything()
  return addIdentical(await compare.within(scope), identical, plan.fields.length)
}

async function compareByJoin(request: SearchRequest, compare: Compare, joins: Joins): Promise<Comparison> {
  const { plan, log } = request
  const { keys, identical, sums, hasUnkeyed, records, why } = await joins.read(joinRequest(request))
  const totalled = totalledFields(plan)
  const facts = { reconciliation: plan.reconciliation.name, keys: keys?.length ?? null }
  if (!keys || (hasUnkeyed && totalled.length > 0)) {
    const reason = keys ? 'records without a key have control totals too' : (why ?? 'too many keys differ')
    log.info(facts, `${reason}, so all records are read`)
    return await compare.everything()
  }
  log.info(facts, records ? 'the lines of the files were joined' : 'the sides were joined in their database')
  const left = records ? await compare.records(records) : await compareKeys(compare, keys, hasUnkeyed)
  const totals = totalled.map((field, index) => [field.name, sums[index] ?? '0'])
  return addIdentical(left, { count: identical, totals: Object.fromEntries(totals) }, plan.fields.length)
}

async function compareKeys(
  compare: Compare,
  keys: readonly (readonly RawValue[])[],
  hasUnkeyed: boolean,
): Promise<Comparison> {
  const keyed = await compare.within({ kind: 'keys', keys })
  return hasUnkeyed ? addUnkeyed(keyed, await compare.within(UNKEYED)) : keyed
}

/** By its key such a record would not be found again. */
const UNKEYED: SideScope = { kind: 'buckets', bucketing: { kind: 'hash', count: 1 }, wanted: [null] }

async function compareByKeyHash(
  request: SearchRequest,
  compare: Compare,
  dialect: string,
): Promise<Comparison> {
  const { plan, log, now } = request
  if (totalledFields(plan).length > 0) {
    const facts = { reconciliation: plan.reconciliation.name }
    log.warn(facts, 'hashes have no control totals, so all records are read')
    return await compare.everything()
  }
  const { keys, comparison } = await narrowByKeyHash(request, dialect, now)
  const facts = { reconciliation: plan.reconciliation.name, keys: keys?.length ?? null, dialect }
  log.info(facts, keys ? 'hashes were compared' : 'too many hashes differ, so all records are read')
  if (!keys) return await compare.everything()
  const left = await compare.keys(keys)
  return joinHashed(comparison, left, plan.fields.length)
}
