import type { TestMariadb } from '../support/mariadb.ts'
import type { TestPostgres } from '../support/postgres.ts'
import { type BreakableLine, openBreakableLine } from './breakable-line.ts'
import type { ChangingRecord } from './changing-records.ts'
import type { CuttableSource } from './cuttable-source.ts'

const COLUMNS = 'id int, balance numeric(12,2), note text, changed_at timestamptz'

/** The plain side of every source: a table of a server whose line is whole. */
export async function writePlainTable(
  server: TestPostgres,
  table: string,
  records: readonly ChangingRecord[],
): Promise<void> {
  await server.query(`create table if not exists ${table} (${COLUMNS}); truncate ${table}`)
  await server.query(
    `insert into ${table} select id, balance, note, "changedAt"
    from json_to_recordset($1) as r (id int, balance numeric, note text, "changedAt" timestamptz)`,
    [JSON.stringify(records)],
  )
}

/** Both sides of a join are in the one database that is cut. */
export async function openPostgresSource(server: TestPostgres, candidates: string): Promise<CuttableSource> {
  const name = `postgres_${candidates.toLowerCase()}`
  const line = await openBreakableLine(Number(new URL(server.url).port))
  return {
    name,
    variables: { [`${name}_url`]: withPort(server.url, line.port) },
    config: `{ type: postgres, url: "\${${name}_url}" }`,
    side: `table: ${name}_billing, key: id`,
    rules: `candidates: ${candidates}`,
    ...(candidates === 'join' ? { otherSide: `source: ${name}, table: ${name}_crm, key: id` } : {}),
    write: (records) => writePlainTable(server, `${name}_billing`, records.list('billing')),
    ...onLine(line),
  }
}

export async function openMariadbSource(server: TestMariadb, candidates: string): Promise<CuttableSource> {
  const name = `mariadb_${candidates}`
  const line = await openBreakableLine(Number(new URL(server.url).port))
  await server.query(
    `create table ${name}_billing (id int, balance decimal(12,2), note text, changed_at datetime(3))`,
  )
  return {
    name,
    variables: { [`${name}_url`]: withPort(server.url, line.port) },
    config: `{ type: mysql, url: "\${${name}_url}" }`,
    side: `table: ${name}_billing, key: id`,
    rules: `candidates: ${candidates}`,
    write: async (records) => {
      const rows = records
        .list('billing')
        .map(({ id, balance, note, changedAt }) => [
          id,
          balance,
          note,
          changedAt.replace(/[TZ]/g, ' ').trim(),
        ])
      await server.query(`delete from ${name}_billing`)
      await server.query(`insert into ${name}_billing values ?`, [rows])
    },
    ...onLine(line),
  }
}

/** Half of the lines stay down, and half end without a reset. */
export function onLine(line: BreakableLine): Pick<CuttableSource, 'cut' | 'mend' | 'close'> {
  return {
    cut: async (afterBytes, random) =>
      line.breakAfter({ afterBytes, isReset: random.below(2) === 0, staysDown: random.below(2) === 0 }),
    mend: async () => line.mend(),
    close: () => line.close(),
  }
}

function withPort(url: string, port: number): string {
  const other = new URL(url)
  other.port = String(port)
  return other.href
}
