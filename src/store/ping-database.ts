import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'

/** The least that a database can be asked. Throws where it does not answer. */
export async function pingDatabase(db: Database): Promise<void> {
  await db.execute(sql`select 1`)
}
