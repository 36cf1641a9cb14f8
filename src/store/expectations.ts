import { setImmediate } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { hashOf } from './key-hash.ts'
import { rowsOf } from './rows-of.ts'

/** That the sides must agree about a key. */
export interface Awaited {
  readonly reconciliation: string
  /** The side whose way of writing keys this is; empty where all sides write them the same. */
  readonly reading: string
  /** The parts of the key as a JSON array. */
  readonly key: string
  /** Who wrote last. */
  readonly side: string
  /** When the newest event happened, and how many there were. */
  readonly lastAt: Date
  readonly events: number
  readonly withinSeconds: number
}

/** However often a key is written, it is checked when so many windows have passed. */
export const MOST_WINDOWS = 4
/** How soon a key is looked at that has something open: this event may have put it right. */
const SOON_SECONDS = 2
/** A statement holds up whatever else an embedded tracker is asked. */
const ROWS_AT_ONCE = 500

/** One text for which expectation it is. */
export function identityOf({
  reconciliation,
  reading,
  key,
}: Pick<Awaited, 'reconciliation' | 'reading' | 'key'>) {
  return JSON.stringify([reconciliation, reading, hashOf(key)])
}

/**
 * Nobody else notes or ends expectations until the transaction ends: two who met the same keys in different orders would
 * wait for each other.
 */
export async function lockExpectations(transaction: Database): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(hashtext('counterfoil expectations'))`)
}

/**
 * Begins windows, and moves the ends of those that are open. Each key once. Answers when each is due, by `identityOf`.
 * Call it in a transaction after `lockExpectations`.
 */
export async function saveExpectations(
  db: Database,
  awaited: readonly Awaited[],
  now: Date,
): Promise<ReadonlyMap<string, Date>> {
  const due = new Map<string, Date>()
  for (const chunk of inChunks(awaited, ROWS_AT_ONCE)) {
    const saved = rowsOf<SavedRow>(await db.execute(upsert(chunk, now)))
    for (const row of saved) due.set(identityOf(row), new Date(row.due))
    await setImmediate()
  }
  return due
}

interface SavedRow extends Pick<Awaited, 'reconciliation' | 'reading' | 'key'> {
  readonly due: number
}

/** What is open is looked up by its key, and not by the index of all that is open of the reconciliation. */
function upsert(awaited: readonly Awaited[], now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`
  const rows = awaited.map(({ withinSeconds: within, lastAt, ...row }) => ({
    ...row,
    hash: hashOf(row.key),
    last: lastAt.toISOString(),
    within,
  }))
  const within = sql`excluded.within_seconds * interval '1 s'`
  const due = sql`least(greatest(expectations.last_at, excluded.last_at) + ${within},
    expectations.first_at + ${MOST_WINDOWS}::int * ${within})`
  return sql`
    insert into expectations as expectations (reconciliation, reading, key_hash, key, side, first_at, last_at, within_seconds,
      due_at, wake_at, events, generation)
    select reconciliation, reading, decode(hash, 'hex'), key, side, ${at}, last, within, due,
      case when is_open then least(due, ${at} + interval '${sql.raw(String(SOON_SECONDS))} s') else due end, events, 1
    from json_to_recordset(${JSON.stringify(rows)}::json) as told (reconciliation text, reading text, hash text, key text,
        side text, last timestamptz, within int, events int),
      lateral (select last + within * interval '1 s' as due) as timed,
      lateral (select reading = '' and exists (select 1 from discrepancies where discrepancies.key_text = told.key
        and discrepancies.reconciliation || '' = told.reconciliation and status <> 'resolved') as is_open) as looked
    on conflict (reconciliation, reading, key_hash) do update set
      side = case when excluded.last_at >= expectations.last_at then excluded.side else expectations.side end,
      last_at = greatest(expectations.last_at, excluded.last_at),
      within_seconds = excluded.within_seconds,
      due_at = ${due},
      wake_at = case when excluded.wake_at < excluded.due_at then least(excluded.wake_at, ${due}) else ${due} end,
      events = expectations.events + excluded.events,
      generation = expectations.generation + 1
    returning reconciliation, reading, key, extract(epoch from due_at)::float8 * 1000 as due`
}
