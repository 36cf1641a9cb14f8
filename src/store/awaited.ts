import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { hashOf } from './key-hash.ts'
import { rowsOf } from './rows-of.ts'

/** What is awaited of a reconciliation. */
export interface AwaitedCount {
  readonly records: number
  /** When the window ended of the one that is overdue longest; null: none has been for a minute. */
  readonly overdueSince: Date | null
  /** Why the last check failed; null: it did not. */
  readonly error: string | null
}

/** A check takes a moment. */
const OVERDUE_MS = 60_000

/** How many records are awaited; null: none. */
export async function countAwaited(
  db: Database,
  { reconciliation, now }: { readonly reconciliation: string; readonly now: Date },
): Promise<AwaitedCount | null> {
  const overdue = sql`${new Date(now.getTime() - OVERDUE_MS).toISOString()}::timestamptz`
  const of = sql`reconciliation = ${reconciliation}`
  const [found] = rowsOf<{ records: number; due: number | null; error: string | null }>(
    await db.execute(sql`
      select (select count(*)::int from expectations where ${of}) as records,
        (select extract(epoch from min(due_at))::float8 * 1000 from expectations
          where ${of} and wake_at <= ${overdue} and due_at <= ${overdue}) as due,
        (select error from expectations where ${of} and retry_at is not null order by retry_at desc limit 1) as error`),
  )
  if (!found || found.records === 0) return null
  const { records, due, error } = found
  return { records, overdueSince: due === null ? null : new Date(due), error }
}

/** Of these keys (`writeKey` texts) those whose windows end after that; only where all sides write keys the same. */
export async function listInFlight(
  db: Database,
  { reconciliation, keys, after }: { reconciliation: string; keys: Iterable<string>; after: Date },
): Promise<ReadonlySet<string>> {
  const inFlight = new Set<string>()
  for (const chunk of inChunks([...keys], 5_000)) {
    const hashes = JSON.stringify(chunk.map(hashOf))
    const found = await db.execute(sql`
      select found.key from json_array_elements_text(${hashes}::json) as wanted (hash), lateral (
        select key from expectations where reconciliation = ${reconciliation} and reading = ''
          and key_hash = decode(wanted.hash, 'hex') and due_at > ${after.toISOString()}::timestamptz offset 0) as found`)
    for (const { key } of rowsOf<{ key: string }>(found)) inFlight.add(key)
  }
  return inFlight
}

/** How many are awaited of reconciliations that the config does not have any more, by name. */
export async function countVanished(
  db: Database,
  names: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const found = rowsOf<{ reconciliation: string; records: number }>(
    await db.execute(sql`select reconciliation, count(*)::int as records from expectations
      where reconciliation not in (select json_array_elements_text(${JSON.stringify(names)}::json)) group by 1 order by 1`),
  )
  return Object.fromEntries(found.map(({ reconciliation, records }) => [reconciliation, records]))
}

/** Drops what has been awaited since before then, of reconciliations that the config does not have any more. */
export async function deleteVanished(db: Database, names: readonly string[], before: Date): Promise<void> {
  await db.execute(sql`delete from expectations where first_at < ${before.toISOString()}::timestamptz
    and reconciliation not in (select json_array_elements_text(${JSON.stringify(names)}::json))`)
}
