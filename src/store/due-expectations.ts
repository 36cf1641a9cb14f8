import { type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { lockExpectations, MOST_WINDOWS } from './expectations.ts'
import { preferIndexes } from './prefer-indexes.ts'
import { rowsOf } from './rows-of.ts'

/** Due keys of one reconciliation, which nobody else checks until the lease ends. */
export interface ClaimedExpectations {
  readonly id: string
  readonly reconciliation: string
  readonly claimedAt: Date
  readonly rows: readonly ClaimedExpectation[]
  /** Checks of these that failed one after another, at most. */
  readonly attempts: number
}

export interface ClaimedExpectation {
  readonly reading: string
  readonly side: string
  /** In hex. */
  readonly hash: string
  /** The parts of the key as a JSON array. */
  readonly key: string
  readonly generation: number
  /** Its window has ended; else it is looked at early. */
  readonly isDue: boolean
}

export interface ExpectationClaim {
  readonly id: string
  /** Those that can be checked. */
  readonly reconciliations: readonly string[]
  readonly now: Date
  readonly leaseSeconds: number
  readonly limit: number
}

/**
 * Claims keys of the reconciliation that waits longest; null: nothing is due. One whose last check failed waits as a whole
 * until it is to be tried again.
 */
export async function claimExpectations(
  db: Database,
  claim: ExpectationClaim,
): Promise<ClaimedExpectations | null> {
  const { id, now } = claim
  const reconciliation = await findWaiting(db, claim)
  if (reconciliation === null) return null
  const found = await db.transaction(async (transaction: Database) => {
    await preferIndexes(transaction)
    return await transaction.execute(claimDue(reconciliation, claim))
  })
  const claimed = rowsOf<ClaimedExpectation & { attempts: number }>(found)
  if (claimed.length === 0) return null
  const attempts = claimed.reduce((most, row) => Math.max(most, row.attempts), 0)
  return { id, reconciliation, claimedAt: now, rows: claimed.map(({ attempts: _, ...row }) => row), attempts }
}

/** The reconciliation with the key that waits longest; each is looked up by itself, in its index. */
async function findWaiting(db: Database, { reconciliations, now }: ExpectationClaim): Promise<string | null> {
  const [first] = rowsOf<{ name: string }>(
    await db.execute(sql`
      select name from json_array_elements_text(${JSON.stringify(reconciliations)}::json) as names (name), lateral (
        select wake_at from expectations where reconciliation = name and ${isFree(now)} order by wake_at limit 1) as first
      where not exists (select 1 from expectations where reconciliation = name and retry_at > ${instant(now)})
      order by wake_at limit 1`),
  )
  return first?.name ?? null
}

function claimDue(reconciliation: string, { id, now, leaseSeconds, limit }: ExpectationClaim): SQL {
  const at = instant(now)
  return sql`
    with due as (
      select reading, key_hash from expectations where reconciliation = ${reconciliation} and ${isFree(now)}
      order by wake_at limit ${limit}::int for update skip locked)
    update expectations as claimed set leased_by = ${id}, lease_until = ${at} + ${leaseSeconds}::int * interval '1 s'
    from due
    where claimed.reconciliation = ${reconciliation} and claimed.reading = due.reading and claimed.key_hash = due.key_hash
    returning claimed.reading, side, encode(claimed.key_hash, 'hex') as hash, key, generation, attempts,
      due_at <= ${at} as "isDue"`
}

function isFree(now: Date): SQL {
  return sql`wake_at <= ${instant(now)} and (lease_until is null or lease_until < ${instant(now)})`
}

/** Nobody else checks them until then. */
export async function renewExpectations(db: Database, id: string, leaseUntil: Date): Promise<void> {
  await db.execute(sql`update expectations set lease_until = ${instant(leaseUntil)} where leased_by = ${id}`)
}

/**
 * After a check: windows that have ended are over, those that were looked at early stay until their end. Where more events
 * came in meanwhile a new window has begun.
 */
export async function finishExpectations(db: Database, claim: ClaimedExpectations): Promise<void> {
  const at = instant(claim.claimedAt)
  const checked = sql`json_to_recordset(${JSON.stringify(claim.rows)}::json)
    as checked (reading text, hash text, generation int, "isDue" boolean)`
  // Not by the index of leases: there each would be looked for among all.
  const isChecked = sql`awaited.reconciliation = ${claim.reconciliation} and awaited.reading = checked.reading
    and awaited.key_hash = decode(checked.hash, 'hex') and awaited.leased_by || '' = ${claim.id}`
  const window = sql`awaited.within_seconds * interval '1 s'`
  const due = sql`case when checked."isDue" then least(awaited.last_at + ${window}, ${at} + ${MOST_WINDOWS}::int * ${window})
    else awaited.due_at end`
  await db.transaction(async (transaction: Database) => {
    await lockExpectations(transaction)
    await transaction.execute(sql`delete from expectations as awaited using ${checked}
      where ${isChecked} and checked."isDue" and awaited.generation = checked.generation`)
    await transaction.execute(sql`update expectations as awaited set ${FREE}, retry_at = null, attempts = 0, error = null,
        first_at = case when checked."isDue" then ${at} else awaited.first_at end, due_at = ${due},
        wake_at = case when awaited.wake_at > ${at} then least(awaited.wake_at, ${due}) else ${due} end
      from ${checked} where ${isChecked}`)
  })
}

/** After a check that failed: it is tried again then, with all else that is due of the reconciliation. */
export async function postponeExpectations(
  db: Database,
  id: string,
  after: { readonly retryAt: Date; readonly error: string },
): Promise<void> {
  const error = after.error.replaceAll('\0', '␀')
  await db.execute(sql`update expectations set ${FREE}, attempts = attempts + 1, retry_at = ${instant(after.retryAt)},
    error = ${error} where leased_by = ${id}`)
}

/** A check was not made; null: it can be made at once, else nothing of the reconciliation before then. */
export async function releaseExpectations(db: Database, id: string, retryAt: Date | null): Promise<void> {
  const retry = retryAt === null ? sql`retry_at` : instant(retryAt)
  await db.execute(sql`update expectations set ${FREE}, retry_at = ${retry} where leased_by = ${id}`)
}

/** For the opener of an embedded tracker, whom no other process can have preceded alive. */
export async function endExpectationLeases(db: Database): Promise<void> {
  await db.execute(sql`update expectations set ${FREE} where leased_by is not null`)
}

const FREE = sql`leased_by = null, lease_until = null`

function instant(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`
}
