// Puts the tables of a case, which stand in PostgreSQL, where the case has its two sides.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { fieldNames, fieldTypes } from './data.mjs'

/** How MariaDB calls what PostgreSQL calls so; all else has the same name. */
const MARIADB_TYPES = { timestamptz: 'timestamp', boolean: 'boolean', text: 'varchar(200)' }

/** The sides of a case as measure.mjs takes them. Those that are no tables of the server are made first. */
export async function sidesOf({ at, table }, { postgres, mariadb, folder }) {
  const [a, b] = [`a_${table.name}`, `b_${table.name}`]
  const inPostgres = (name) => ({
    settings: { type: 'postgres', url: postgres.url, statementTimeoutSeconds: 3600 },
    table: name,
  })
  if (at === 'postgres') return { a: inPostgres(a), b: inPostgres(b) }
  if (at === 'mariadb') {
    await copyToMariadb({ table, name: b }, { postgres, mariadb, folder })
    const settings = { type: 'mysql', url: mariadb.url, statementTimeoutSeconds: 3600 }
    return { a: inPostgres(a), b: { settings, table: b } }
  }
  const order = at === 'csv shuffled' ? 'md5(id::text)' : 'id'
  const file = async (name) => {
    const path = join(folder, `${name}.csv`)
    await copyToFile(postgres, {
      sql: `SELECT * FROM ${name} ORDER BY ${order}`,
      options: 'CSV, HEADER',
      path,
    })
    return { settings: { type: 'files', path } }
  }
  return { a: await file(a), b: await file(b) }
}

async function copyToFile({ url }, { sql, options, path }) {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  const stream = client.query(copyTo(`COPY (${sql}) TO STDOUT WITH (FORMAT ${options})`))
  await pipeline(stream, createWriteStream(path))
  client.end()
  await once(client, 'end')
}

async function copyToMariadb({ table, name }, { postgres, mariadb, folder }) {
  const path = join(folder, `${name}.txt`)
  const types = fieldTypes(table)
  const fields = fieldNames(table).map((field, index) => ({ field, type: types[index] }))
  const columns = fields.map(({ field, type }) => `${field} ${MARIADB_TYPES[type] ?? type}`)
  const texts = fields.map(({ field, type }) =>
    type === 'boolean' ? `${field}::int` : type === 'timestamptz' ? `${field}::timestamp` : field,
  )
  await copyToFile(postgres, {
    sql: `SELECT ${['id', ...texts].join(', ')} FROM ${name} ORDER BY id`,
    options: 'text',
    path,
  })
  await mariadb.query(`DROP TABLE IF EXISTS ${name}`)
  await mariadb.query(`CREATE TABLE ${name} (id bigint PRIMARY KEY, ${columns.join(', ')})`)
  await mariadb.query(`LOAD DATA INFILE '${path}' INTO TABLE ${name} CHARACTER SET utf8mb4`)
  await mariadb.query(`ANALYZE TABLE ${name}`)
  await rm(path)
}
