import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { rowsOf } from './rows-of.ts'

const ROWS_AT_ONCE = 5_000

/** Deletes the records of keys that no side has written since then: on all sides together, or one would look lost. */
export async function deleteOldRecords(
  db: Database,
  { reconciliation, before }: { readonly reconciliation: string; readonly before: Date },
): Promise<void> {
  const old = sql`${before.toISOString()}::timestamptz`
  for (;;) {
    const deleted = rowsOf(
      await db.execute(sql`
        delete from event_records as gone using (
          select distinct lookup_hash from (
            select lookup_hash from event_records as one where reconciliation = ${reconciliation} and at < ${old}
              and not exists (select 1 from event_records as other where other.reconciliation = ${reconciliation}
                and other.lookup_hash = one.lookup_hash and other.at >= ${old})
            limit ${ROWS_AT_ONCE}::int) as some) as outdated
        where gone.reconciliation = ${reconciliation} and gone.lookup_hash = outdated.lookup_hash
        returning 1`),
    )
    if (deleted.length === 0) return
  }
}

/** Rows come and go here all day, and an embedded tracker takes the room back only when it is told to. */
export async function vacuumEvents(db: Database): Promise<void> {
  await db.execute(sql`vacuum expectations, event_requests, event_records`)
}
