import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** The tracker's database or a transaction of it, whether it is embedded or a server. */
export type Database = PgDatabase<PgQueryResultHKT>
