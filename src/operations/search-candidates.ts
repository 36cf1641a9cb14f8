import type { Joins, SideScope } from '../connectors/contract.ts'
import type { Log } from '../domain/log.ts'
import type { CandidateSearch } from '../domain/reconciliation.ts'
import type { RecordKey } from '../domain/record.ts'
import { addIdentical, type Comparison, joinComparisons, whyReadAll } from '../engine/index.ts'
import { chooseSearch } from './choose-search.ts'
import { commonDialect, type NarrowRequest, narrowByChecksum, totalledFields } from './narrow-by-checksum.ts'
import { commonJoins, narrowByJoin } from './narrow-by-join.ts'
import { isLeft, narrowByKeyHash } from './narrow-by-key-hash.ts'

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
}

/** Compares all records, reading only those that may differ where that is possible, asked for and worth it. */
export async function searchCandidates(request: SearchRequest, compare: Compare): Promise<Comparison> {
  const { plan, log } = request
  const { name, candidates: wanted = 'auto' } = plan.reconciliation
  if (wanted === 'merge') return await compare.everything()
  const known = request.wantsAll ? 'every record is asked for' : whyReadAll(plan)
  const joins = known === null ? commonJoins(request) : null
  const dialect = known === null && wanted !== 'join' ? await commonDialect(request) : null
  const search = wanted === 'auto' ? await choose(request, { joins, dialect }) : wanted
  if (search === 'join' && joins) return await compareByJoin(request, compare, joins)
  if (search === 'checksum' && dialect) return await compareByChecksum(request, compare, dialect)
  if (search === 'keyHash' && dialect) return await compareByKeyHash(request, compare, dialect)
  if (wanted !== 'auto') {
    const why =
      known ?? (wanted === 'join' ? 'not all sides are in one database that can join them' : NO_CHECKSUMS)
    // Asked for by name it is worth a line that it could not be.
    log.warn({ reconciliation: name, candidates: wanted, why }, 'all records are read')
  }
  return await compare.everything()
}

const NO_CHECKSUMS = 'not every side has checksums of all its columns, or they have none in common'

async function choose(
  request: SearchRequest,
  { joins, dialect }: { joins: Joins | null; dialect: string | null },
): Promise<CandidateSearch> {
  if (joins === null && dialect === null) return 'merge'
  return await chooseSearch(request, { canJoin: joins !== null })
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
  const { keys, identical, sums, hasUnkeyed } = await narrowByJoin(request, joins)
  const totalled = totalledFields(plan)
  const facts = { reconciliation: plan.reconciliation.name, keys: keys?.length ?? null }
  if (!keys || (hasUnkeyed && totalled.length > 0)) {
    const why = keys ? 'records without a key have control totals too' : 'too many keys differ'
    log.info(facts, `${why}, so all records are read`)
    return await compare.everything()
  }
  log.info(facts, 'the sides were joined in their database')
  const keyed = await compare.within({ kind: 'keys', keys })
  const left = hasUnkeyed ? addUnkeyed(keyed, await compare.within(UNKEYED)) : keyed
  const totals = totalled.map((field, index) => [field.name, sums[index] ?? '0'])
  return addIdentical(left, { count: identical, totals: Object.fromEntries(totals) }, plan.fields.length)
}

/** By its key such a record would not be found again. */
const UNKEYED: SideScope = { kind: 'buckets', bucketing: { kind: 'hash', count: 1 }, wanted: [null] }

function addUnkeyed(keyed: Comparison, unkeyed: Comparison): Comparison {
  const joined = joinComparisons(keyed, unkeyed)
  const sides = Object.entries(joined.summary.sides).map(([name, side]) => {
    const rows = side.rows + unkeyed.summary.sides[name]!.rows
    return [name, { ...side, rows }] as const
  })
  const summary = { ...joined.summary, sides: Object.fromEntries(sides) }
  return { ...joined, summary, ...(keyed.unmatched ? { unmatched: keyed.unmatched } : {}) }
}

async function compareByKeyHash(
  request: SearchRequest,
  compare: Compare,
  dialect: string,
): Promise<Comparison> {
  const { plan, log, now } = request
  if (plan.fields.some((field) => field.rules.total)) {
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

/** Rows, agreeing records and records without a key are those of the hashes, all else is what was judged. */
function joinHashed(hashed: Comparison, judged: Comparison, fields: number): Comparison {
  const unkeyed = hashed.findings.filter((finding) => !isLeft(finding))
  const { agreeing } = hashed.summary.counts
  const none = { missing: 0, mismatch: 0, duplicate: 0, invalid: unkeyed.length, drift: 0 }
  const first: Comparison = {
    ...hashed,
    findings: [],
    patterns: [],
    summary: {
      sides: hashed.summary.sides,
      counts: { ...none, matched: agreeing, agreeing },
      drift: {},
      agreement: { asRead: agreeing * fields, normalised: 0, tolerated: 0 },
    },
  }
  const joined = joinComparisons(first, judged)
  const findings = [...joined.findings, ...unkeyed]
  return { ...joined, findings, ...(judged.unmatched ? { unmatched: judged.unmatched } : {}) }
}
