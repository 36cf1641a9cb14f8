import type { Socket } from 'node:net'
import mysql from 'mysql2'
import type { RawValue } from '../../domain/record.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import { connectionOptions } from './connection-options.ts'
import { explainConnectError } from './explain-error.ts'
import type { MysqlSource } from './mysql-source.ts'
import type { RowEncoder } from './row-encoder.ts'
import { type RowStream, streamRows } from './stream-rows.ts'

/** One connection inside one read-only transaction: everything read through it is of one instant. */
export interface Session {
  /** Bytes that one statement or value may have. */
  readonly maxPacketBytes: number
  /** What a statement's columns are; its rows are thrown away, so it should have none. */
  describe(sql: string): Promise<readonly mysql.FieldPacket[]>
  /** Rows of one statement as raw text; more than one in the text is refused by the server. */
  query(sql: string): Promise<RawValue[][]>
  /** Gives a variable of the session its value, which travels as a parameter. */
  setVariable(name: string, value: string): Promise<void>
  /** Encoded rows of one statement. Ends only when the server said that the last one was sent. */
  stream(sql: string, encoder: RowEncoder): AsyncIterable<RecordBatch>
  /** Stops what the server is doing for us and closes. */
  abandon(): Promise<void>
  close(): Promise<void>
}

/** How long a server may be silent beyond its own time-out. */
const SILENCE_SECONDS = 30
/** The longest time-out that a server takes; MySQL counts that of a statement in 32 bits of milliseconds. */
const MAX_TIMEOUT_SECONDS = 31_536_000
const MAX_EXECUTION_MS = 2 ** 32 - 1
/** MySQL sorts no record that has more than a fifteenth of its buffer, 256 kB by default; it takes only what it needs. */
const SORT_BUFFER_BYTES = 16_777_216

/** Connects, fixes how values are written, begins the transaction. Fails as `source-unreachable`. */
export async function openSession(source: MysqlSource): Promise<Session> {
  const connection = await connect(source)
  const { threadId, maxPacketBytes } = await begin(connection, source)
  let stream: RowStream | null = null
  let closing: Promise<void> | null = null
  let stop: (reason: Error) => void = () => undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = reject
  })
  stopped.catch(() => undefined)
  // The driver forgets the statement in hand of a connection that we close.
  const unlessStopped = <T>(answer: Promise<T>): Promise<T> => Promise.race([answer, stopped])
  return {
    maxPacketBytes,
    describe: async (sql) => (await unlessStopped(ask(connection, sql))).fields,
    query: async (sql) => (await unlessStopped(ask(connection, sql))).rows,
    setVariable: (name, value) => unlessStopped(setVariable(connection, name, value)),
    stream: (sql, encoder) => {
      const timeout = source.settings.statementTimeoutSeconds
      const silenceSeconds = timeout > 0 ? timeout + SILENCE_SECONDS : 0
      stream = streamRows(connection, sql, { encoder, silenceSeconds })
      return stream.batches
    },
    abandon: () => {
      const reason = new Error('the read was stopped')
      stream?.stop(reason)
      stop(reason)
      closing ??= killOnServer(source, threadId).then(() => destroy(connection))
      return closing
    },
    close: () => {
      closing ??= quit(connection)
      return closing
    },
  }
}

async function connect(source: MysqlSource): Promise<mysql.Connection> {
  const options = connectionOptions(source)
  const connection = mysql.createConnection(options)
  // A lost connection fails the statement in hand; without a listener it would also end the process.
  connection.on('error', () => undefined)
  try {
    await new Promise<void>((resolve, reject) =>
      connection.connect((error) => (error ? reject(error) : resolve())),
    )
    return connection
  } catch (cause) {
    destroy(connection)
    throw explainConnectError(source.name, addressOf(options), cause)
  }
}

function addressOf(options: mysql.ConnectionOptions): string {
  return options.socketPath ?? `${options.host}:${options.port}`
}

/**
 * What makes values raw and the same on every server: UTF-8, UTC, one reading of quotes and operators, no text that
 * an aggregate of a query cuts off. Then the one instant, read-only.
 */
async function begin(connection: mysql.Connection, source: MysqlSource) {
  const seconds = Math.min(source.settings.statementTimeoutSeconds, MAX_TIMEOUT_SECONDS)
  const patience = seconds || MAX_TIMEOUT_SECONDS
  try {
    const { rows } = await ask(connection, 'SELECT VERSION(), CONNECTION_ID(), @@max_allowed_packet')
    const [version, threadId, packet] = rows[0]!
    const ofItsKind = /mariadb/i.test(version ?? '')
      ? `max_statement_time = ${seconds}`
      : `max_execution_time = ${Math.min(seconds * 1000, MAX_EXECUTION_MS)},
        sort_buffer_size = GREATEST(@@sort_buffer_size, ${SORT_BUFFER_BYTES})`
    for (const sql of [
      'SET NAMES utf8mb4',
      `SET SESSION time_zone = '+00:00',
        sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
        group_concat_max_len = 1073741824, lock_wait_timeout = ${patience},
        net_write_timeout = ${patience}, ${ofItsKind}`,
      'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY',
      'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
    ]) {
      await ask(connection, sql)
    }
    return { threadId: String(threadId), maxPacketBytes: Number(packet) }
  } catch (cause) {
    destroy(connection)
    throw explainConnectError(source.name, addressOf(connectionOptions(source)), cause)
  }
}

interface Answer {
  readonly rows: RawValue[][]
  readonly fields: readonly mysql.FieldPacket[]
}

/** By the text protocol; the server refuses a second statement. */
export function ask(connection: mysql.Connection, sql: string): Promise<Answer> {
  const options = {
    sql,
    rowsAsArray: true,
    typeCast: (field: { string(): RawValue }) => field.string(),
  }
  return new Promise((resolve, reject) => {
    connection.query(options, (error, rows, fields) =>
      error ? reject(error) : resolve({ rows: rows as unknown as RawValue[][], fields: fields ?? [] }),
    )
  })
}

export function setVariable(connection: mysql.Connection, name: string, value: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.execute(`SET @${name} = ?`, [value], (error) => (error ? reject(error) : resolve()))
  })
}

export function quit(connection: mysql.Connection): Promise<void> {
  return new Promise((resolve) => {
    connection.end(() => {
      destroy(connection)
      resolve()
    })
  })
}

/** The driver only half closes, and a server that is still writing would then never hear of it. */
export function destroy(connection: mysql.Connection): void {
  connection.destroy()
  socketOf(connection).destroy()
}

/** The connection's socket, which the types of the driver leave out. */
function socketOf(connection: mysql.Connection): Socket {
  return (connection as unknown as { readonly stream: Socket }).stream
}

/** By a statement on a second connection, the only way there is. Best effort. */
async function killOnServer(source: MysqlSource, threadId: string): Promise<void> {
  try {
    const connection = await connect(source)
    await ask(connection, `KILL QUERY ${Number(threadId)}`).catch(() => undefined)
    await quit(connection)
  } catch {
    // Then the server notices when it writes to the closed connection.
  }
}
