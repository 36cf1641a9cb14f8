// What a case is measured against: the least that anybody could do with the same data.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'

export const LIMITS = {
  /** Both tables read at once and thrown away. */
  copy: ({ sides }) => Promise.all(Object.values(sides).map((side) => copyTable(side, ''))),
  /** The same, in the order of the key. */
  'ordered copy': ({ sides, keys, isText }) => {
    const order = keys.map((key) => `${key}${isText ? ' COLLATE "C"' : ''}`).join(', ')
    return Promise.all(Object.values(sides).map((side) => copyTable(side, ` ORDER BY ${order}`)))
  },
  /** DuckDB's own full outer join of two files, the rows that differ fetched. */
  join: joinFiles,
  /** Each table read alone and thrown away; the slower of the two counts. */
  'slower dump': async ({ sides }) => {
    const times = []
    for (const side of Object.values(sides)) {
      const started = performance.now()
      await readTable(side)
      times.push(performance.now() - started)
    }
    return { ms: Math.round(Math.max(...times)) }
  },
  /** Both read at once: what the slower dump costs when the machine has the other one to do as well. */
  'both dumps': ({ sides }) => Promise.all(Object.values(sides).map(readTable)),
}

function readTable(side) {
  return side.settings.type === 'mysql' ? dumpTable(side) : copyTable(side, '')
}

async function copyTable({ settings, table }, order) {
  const client = new pg.Client({ connectionString: settings.url })
  await client.connect()
  const stream = client.query(copyTo(`COPY (SELECT * FROM ${table}${order}) TO STDOUT`))
  stream.resume()
  await once(stream, 'end')
  await client.end()
}

async function dumpTable({ settings, table }) {
  const { hostname, port, username, password, pathname } = new URL(settings.url)
  const place = [`--host=${hostname}`, `--port=${port}`, `--user=${username}`, pathname.slice(1)]
  const dump = spawn('mariadb', ['--quick', '-N', '-B', ...place, '-e', `SELECT * FROM ${table}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, MYSQL_PWD: password },
  })
  const [status] = await once(dump, 'exit')
  if (status !== 0) throw new Error(`mariadb ended with ${status}`)
}

async function joinFiles({ sides, keys, fields }) {
  const [a, b] = Object.values(sides).map(
    ({ settings }) => `read_csv('${settings.path}', all_varchar = true)`,
  )
  const differs = [...keys, ...fields].map((name) => `a.${name} IS DISTINCT FROM b.${name}`)
  const on = keys.map((key) => `a.${key} = b.${key}`).join(' AND ')
  const connection = await (await DuckDBInstance.create()).connect()
  const result = await connection.runAndReadAll(
    `SELECT * FROM ${a} AS a FULL OUTER JOIN ${b} AS b ON ${on} WHERE ${differs.join(' OR ')}`,
  )
  return { findings: result.getRowsJS().length }
}
