import { asc } from 'drizzle-orm'
import type { Database } from '../../src/store/open-database.ts'
import { expectations } from '../../src/store/schema.ts'

/** Every expectation, as it is kept, by its key. */
export async function readAwaited(db: Database) {
  return await db.select().from(expectations).orderBy(asc(expectations.key), asc(expectations.reading))
}
