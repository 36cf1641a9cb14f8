import { type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { lockExpectations, MOST_WINDOWS } from './expectations.ts'
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
  { id, reconciliations, now, leaseSeconds, limit }: ExpectationClaim,
): Promise<ClaimedExpectations | null> {
  const at = instant(now)
  const isFree = sql`wake_at <= ${at} and (lease_until is null or lease_until < ${at})`
  const claimed = rowsOf<ClaimedExpectation & { reconciliation: string; attempts: number }>(
    await db.execute(sql`
      with next as (
        select reconciliation from expectations as waiting where ${isFree}
          and reconciliation in (select json_array_elements_text(${JSON.stringify(reconciliations)}::json))
          and not exists (select 1 from expectations failed
            where failed.reconciliation = waiting.reconciliation and failed.retry_at > ${at})
        order by wake_at limit 1),
      due as (
        select reconciliation, reading, key_hash from expectations
        where reconciliation = (select reconciliation from next) and ${isFree}
        order by wake_at limit ${limit}::int for update skip locked)
      update expectations as claimed set leased_by = ${id}, lease_until = ${at} + ${leaseSeconds}::int * interval '1 s'
      from due
      where claimed.reconciliation = due.reconciliation and claimed.reading = due.reading
        and claimed.key_hash = due.key_hash
      returning claimed.reconciliation, claimed.reading, side, encode(claimed.key_hash, 'hex') as hash, key, generation,
        attempts, due_at <= ${at} as "isDue"`),
  )
  const [first] = claimed
  if (!first) return null
  const attempts = claimed.reduce((most, row) => Math.max(most, row.attempts), 0)
  const rows = claimed.map(({ reconciliation: _, attempts: __, ...row }) => row)
  return { id, reconciliation: first.reconciliation, claimedAt: now, rows, attempts }
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
  const isChecked = sql`awaited.reconciliation = ${claim.reconciliation} and awaited.reading = checked.reading
    and awaited.key_hash = decode(checked.hash, 'hex') and awaited.leased_by = ${claim.id}`
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
