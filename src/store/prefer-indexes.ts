import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'

/**
 * Has rows looked up one by one until the transaction ends. A run remembers page by page, and a page is small beside a
 * table that may have a million rows and that PostgreSQL, in the middle of a flood, knows nothing of: reading all of it for
 * each page would take as many pages times as long.
 */
export async function preferIndexes(transaction: Database): Promise<void> {
  await transaction.execute(sql`select set_config(name, 'off', true)
    from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) as settings (name)`)
}
