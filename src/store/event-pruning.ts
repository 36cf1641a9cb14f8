import { type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { lockExpectations } from './expectations.ts'
import { rowsOf } from './rows-of.ts'

const ROWS_AT_ONCE = 5_000

/** Deletes the records of keys that no side has written since then: on all sides together, or one would look lost. */
export async function deleteOldRecords(
  db: Database,
  { reconciliation, before }: { readonly reconciliation: string; readonly before: Date },
): Promise<void> {
  const old = sql`${before.toISOString()}::timestamptz`
  let deleted: number
  do {
    deleted = await db.transaction(async (transaction: Database) => {
      // Or a record that is told in this moment would go with the old one.
      await lockExpectations(transaction)
      return rowsOf(await transaction.execute(deletePage(reconciliation, old))).length
    })
  } while (deleted > 0)
}

function deletePage(reconciliation: string, old: SQL): SQL {
  return sql`
    delete from event_records as gone using (
      select distinct lookup_hash from (
        select lookup_hash from event_records as one where reconciliation = ${reconciliation} and at < ${old}
          and not exists (select 1 from event_records as other where other.reconciliation = ${reconciliation}
            and other.lookup_hash = one.lookup_hash and other.at >= ${old})
        limit ${ROWS_AT_ONCE}::int) as page) as outdated
    where gone.reconciliation = ${reconciliation} and gone.lookup_hash = outdated.lookup_hash
    returning 1`
}

/** Rows come and go here all day, and an embedded tracker takes the room back, and counts, only when it is told to. */
export async function vacuumEvents(db: Database): Promise<void> {
  await db.execute(sql`vacuum (analyze) expectations, event_requests, event_records`)
}
