import type pg from 'pg'
import { CopyOut } from './copy-out.ts'
import { explainConnectError } from './explain-error.ts'
import { makeClient, type PostgresSource } from './make-client.ts'

/** One connection inside one read-only transaction: everything read through it is of one instant. */
export interface Session {
  /** The server's own encoding; the client's is always UTF-8. */
  readonly encoding: string
  /** Runs one statement; more than one in the text is refused by the server. */
  query(text: string, values?: readonly string[]): Promise<pg.QueryArrayResult>
  /** The raw bytes of a `COPY ... TO STDOUT`. Ends only when the server said how many rows there were. */
  copy(sql: string): AsyncIterable<Buffer>
  /** Rows of the finished copy as the server counted them. */
  copiedRows(): Promise<number>
  /** Stops what the server is doing for us and closes. */
  abandon(): Promise<void>
  close(): Promise<void>
}

/**
 * What makes values raw and the same on every server: UTF-8, UTC, ISO dates, floats that read back exactly, hex bytes.
 * `SET LOCAL` in spirit, so that a pooler between us and the server hands nothing of it to others.
 */
export const CANONICAL = {
  default_transaction_read_only: 'on',
  client_encoding: 'UTF8',
  timezone: 'UTC',
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  extra_float_digits: '3',
  bytea_output: 'hex',
} as const

/** Connects, begins the transaction and fixes how values are written. Fails as `source-unreachable`. */
export async function openSession(source: PostgresSource): Promise<Session> {
  const { client, row } = await connect(source)
  let copy: CopyOut | null = null
  let closing: Promise<void> | null = null
  const end = async () => {
    await client.end().catch(() => undefined)
  }
  return {
    encoding: String(row[1]),
    query: (text, values = []) => client.query({ ...EXTENDED, text, values: [...values] }),
    copy: (sql) => {
      copy = client.query(new CopyOut(`COPY (${sql}) TO STDOUT`))
      copy.on('error', () => undefined)
      return watchSilence(copy, source.settings.statementTimeoutSeconds)
    },
    copiedRows: async () => {
      await client.query('COMMIT')
      return copy?.rowCount ?? 0
    },
    abandon: () => {
      copy?.destroy(new Error('the read was stopped'))
      closing ??= cancelOnServer(source, String(row[0])).then(end)
      return closing
    },
    close: () => {
      closing ??= end()
      return closing
    },
  }
}

/** Rows as arrays of raw text; the extended protocol takes one statement only. */
export const EXTENDED = {
  rowMode: 'array',
  queryMode: 'extended',
  types: { getTypeParser: () => (text: string) => text },
} as const

async function connect(source: PostgresSource): Promise<{ client: pg.Client; row: unknown[] }> {
  const client = makeClient(source)
  const settings = Object.entries({
    ...CANONICAL,
    statement_timeout: `${source.settings.statementTimeoutSeconds}s`,
  })
  const calls = settings.map(([name], index) => `set_config('${name}', $${index + 1}, true)`).join(', ')
  try {
    await client.connect()
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    const text = `SELECT pg_backend_pid(), current_setting('server_encoding'), ${calls}`
    const result = await client.query({ ...EXTENDED, text, values: settings.map(([, value]) => value) })
    return { client, row: result.rows[0] ?? [] }
  } catch (cause) {
    await client.end().catch(() => undefined)
    throw explainConnectError(source.name, { host: client.host, port: client.port }, cause)
  }
}

/** A server that fell silent (cable cut, no packet ever again) is given up after its own time-out has passed. */
async function* watchSilence(copy: CopyOut, timeoutSeconds: number): AsyncGenerator<Buffer, void> {
  const chunks = copy[Symbol.asyncIterator]()
  try {
    for (;;) {
      const timer =
        timeoutSeconds > 0
          ? setTimeout(
              () => copy.destroy(new Error('the server fell silent')),
              timeoutSeconds * 1000 + 30_000,
            )
          : undefined
      const next = await chunks.next().finally(() => clearTimeout(timer))
      if (next.done) return
      yield next.value
    }
  } finally {
    copy.destroy()
  }
}

/** By a statement on a second connection: unlike the protocol's cancel it goes through TLS. Best effort. */
async function cancelOnServer(source: PostgresSource, pid: string): Promise<void> {
  const client = makeClient(source)
  try {
    await client.connect()
    await client.query('SELECT pg_cancel_backend($1)', [pid])
  } catch {
    // Then the server notices when it writes to the closed connection.
  } finally {
    await client.end().catch(() => undefined)
  }
}
