import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'
import { findFreePort } from './find-free-port.ts'
import { copyMadeOnce } from './made-once.ts'

/** A real MariaDB of one test file. */
export interface TestMariadb {
  /** Of a user who may do everything in its database. The password is `s3cret-pw`, so that tests can look for leaks. */
  readonly url: string
  /** Runs statements as that user and returns the rows of the last. */
  query(sql: string, parameters?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** Stops the server and removes its folder; of a server that was there before, drops the database. */
  close(): Promise<void>
}

const PASSWORD = 's3cret-pw'
const SERVER = ['/usr/sbin/mariadbd', '/usr/bin/mariadbd', '/usr/local/bin/mariadbd'].find((path) =>
  existsSync(path),
)

/**
 * Why tests that need MariaDB cannot run here; null where they can. CI sets COUNTERFOIL_REQUIRE_MARIADB, and then they
 * fail instead of being skipped.
 */
export const MARIADB_MISSING: string | null =
  SERVER || process.env.MYSQL_URL || process.env.COUNTERFOIL_REQUIRE_MARIADB
    ? null
    : 'skipped: there is no mariadbd here (apt-get install mariadb-server), and MYSQL_URL names no server'

/** Starts a MariaDB of its own on a free port in a temporary folder (`flags`: more of its options), or makes a database on the server of MYSQL_URL. */
export async function startMariadb(flags: readonly string[] = []): Promise<TestMariadb> {
  if (process.env.MYSQL_URL) return await useServer(process.env.MYSQL_URL)
  if (!SERVER) throw new Error('COUNTERFOIL_REQUIRE_MARIADB is set, and there is no mariadbd here')
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), 'counterfoil-mariadb-'))
    try {
      return await startServer(SERVER, { folder, flags })
    } catch (cause) {
      await rm(folder, { recursive: true, force: true })
      // Another test file may have taken the port at the same moment.
      if (attempt === 3) throw cause
    }
  }
}

async function startServer(
  program: string,
  { folder, flags }: { folder: string; flags: readonly string[] },
): Promise<TestMariadb> {
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []
  const data = join(folder, 'data')
  const socket = join(folder, 'socket')
  await copyMadeOnce('mariadb', data, async (made) => {
    await promisify(execFile)('mariadb-install-db', [
      ...['--no-defaults', `--datadir=${made}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
      ...asRoot,
    ])
  })
  const port = await findFreePort()
  const server = spawn(
    program,
    [
      ...['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, `--port=${port}`, ...asRoot],
      ...[
        '--bind-address=127.0.0.1',
        `--pid-file=${join(folder, 'pid')}`,
        '--skip-log-bin',
        '--skip-name-resolve',
      ],
      // A zone, a case-blind collation and a charset that a test notices where somebody relies on them.
      ...[
        '--default-time-zone=-05:00',
        '--character-set-server=latin1',
        '--innodb-flush-log-at-trx-commit=0',
      ],
      ...['--innodb-buffer-pool-size=64M', '--innodb-log-file-size=32M', ...flags],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const output: string[] = []
  server.stderr.on('data', (chunk) => output.push(String(chunk)))
  const stop = async () => {
    await stopProcess(server)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const root = await connectWhenReady(server, socket, output)
    await root.query('CREATE DATABASE shop CHARACTER SET utf8mb4')
    await root.query(`CREATE USER tester@'127.0.0.1' IDENTIFIED BY '${PASSWORD}'`)
    await root.query(`GRANT ALL ON *.* TO tester@'127.0.0.1' WITH GRANT OPTION`)
    await root.end()
    return await connectTo(`mysql://tester:${PASSWORD}@127.0.0.1:${port}/shop`, stop)
  } catch (cause) {
    await stop()
    throw cause
  }
}

/** Waits until the server answers, or until its process ends. */
async function connectWhenReady(
  server: ChildProcess,
  socketPath: string,
  output: readonly string[],
): Promise<mysql.Connection> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (server.exitCode !== null) break
    try {
      return await mysql.createConnection({ socketPath, user: 'root' })
    } catch {
      await pause(50)
    }
  }
  throw new Error(`MariaDB did not start:\n${output.join('')}`)
}

async function stopProcess(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGKILL')
  await ended
}

async function useServer(given: string): Promise<TestMariadb> {
  const admin = await connectTo(given, async () => undefined)
  const database = `counterfoil_test_${process.pid}_${Date.now()}`
  await admin.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`)
  const url = new URL(given)
  url.pathname = `/${database}`
  return await connectTo(url.href, async () => {
    await admin.query(`DROP DATABASE ${database}`)
    await admin.close()
  })
}

async function connectTo(url: string, stop: () => Promise<void>): Promise<TestMariadb> {
  const connection = await mysql.createConnection({ uri: url, multipleStatements: true, charset: 'utf8mb4' })
  return {
    url,
    query: async (sql, parameters) => {
      const [rows] = await connection.query(sql, parameters && ([...parameters] as string[]))
      const last = Array.isArray(rows) && Array.isArray(rows.at(-1)) ? rows.at(-1) : rows
      return Array.isArray(last) ? (last as Record<string, unknown>[]) : []
    },
    close: async () => {
      await connection.end()
      await stop()
    },
  }
}
