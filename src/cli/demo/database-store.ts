import pg from 'pg'
import { keyColumn, type SampleSystem } from './sample-system.ts'
import type { SystemStore } from './system-store.ts'

/** Systems as tables of one database that `url` may write. A run sees the old rows or the new ones. */
export async function databaseStore(url: string): Promise<SystemStore> {
  const client = new pg.Client({ connectionString: url })
  // A server that goes away is noticed by the next write; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  return {
    write: async (system) => {
      await client.query('begin')
      await client.query(createTable(system))
      await client.query(`delete from ${system.table}`)
      const insert = `insert into ${system.table} select * from json_populate_recordset(null::${system.table}, $1)`
      await client.query(insert, [JSON.stringify(system.rows)])
      await client.query('commit')
    },
    close: () => client.end(),
  }
}

function createTable(system: SampleSystem): string {
  const columns = Object.entries(system.columns).map(([name, type]) => `${name} ${type}`)
  return `create table if not exists ${system.table} (${columns.join(', ')}, primary key (${keyColumn(system)}))`
}
