import type { TestMariadb } from './mariadb.ts'
import type { TestPostgres } from './postgres.ts'

/** Statements of the connections that are not the test's own. */
interface Statements {
  readonly like: string
  readonly count: number
  /** What else is true of them, in SQL. */
  readonly condition?: string | undefined
}

/** Waits until so many connections of ours are working on such a statement. */
export async function untilPostgresRuns(
  postgres: TestPostgres,
  { like, count, condition = 'true' }: Statements,
): Promise<void> {
  const sql = `select count(*)::int as n from pg_stat_activity where application_name = 'counterfoil'
    and query like $1 and state = 'active' and ${condition}`
  for (let attempt = 0; attempt < 2000; attempt++) {
    const [row] = await postgres.query(sql, [like])
    if (row?.n === count) return
  }
  throw new Error(`never ${count} connections with ${like} and ${condition}`)
}

/** Waits until so many other connections run such a statement. */
export async function untilMariadbRuns(
  mariadb: TestMariadb,
  { like, count, condition = 'true' }: Statements,
): Promise<void> {
  const sql = `select cast(count(*) as char) as n from information_schema.processlist
    where info like ? and id <> connection_id() and ${condition}`
  for (let attempt = 0; attempt < 5000; attempt++) {
    const [row] = await mariadb.query(sql, [like])
    if (row?.n === String(count)) return
  }
  throw new Error(`never ${count} statements like ${like} and ${condition}`)
}
