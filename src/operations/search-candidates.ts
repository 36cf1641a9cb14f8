import type { SideScope } from '../connectors/contract.ts'
import type { Log } from '../domain/log.ts'
import type { RecordKey } from '../domain/record.ts'
import { addIdentical, type Comparison, joinComparisons, whyReadAll } from '../engine/index.ts'
import { chooseSearch } from './choose-search.ts'
import { commonDialect, type NarrowRequest, narrowByChecksum } from './narrow-by-checksum.ts'
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
  const dialect = known === null ? await commonDialect(request) : null
  if (dialect === null) {
    const why = known ?? 'not every side has checksums, or they have none in common'
    // Asked for by name it is worth a line that it could not be.
    if (wanted !== 'auto') log.warn({ reconciliation: name, candidates: wanted, why }, 'all records are read')
    return await compare.everything()
  }
  const search = wanted === 'auto' ? await chooseSearch(request) : wanted
  if (search === 'checksum') return await compareByChecksum(request, compare, dialect)
  if (search === 'keyHash') return await compareByKeyHash(request, compare, dialect)
  return await compare.everything()
}

async function compareByChecksum(
  request: SearchRequest,
  compare: Compare,
  dialect: string,
): Promise<Comparison> {
  const { plan, log } = request
  const { scope, identical, buckets, differing } = await narrowByChecksum(request, dialect)
  const facts = { reconciliation: plan.reconciliation.name, buckets, differing, dialect }
  log.info(facts, scope ? 'checksums were compared' : 'too many checksums differ, so all records are read')
  if (!scope) return await compare.everything()
  return addIdentical(await compare.within(scope), identical, plan.fields.length)
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
