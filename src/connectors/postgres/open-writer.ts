import type pg from 'pg'
import type { RawValue } from '../../domain/record.ts'
import { findColumns } from '../find-columns.ts'
import { makeWriter } from '../make-writer.ts'
import { placeOf } from '../place-of.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import type { GuardedRecord, RecordChange, RecordWriter } from '../record-change.ts'
import { IDLE_SECONDS, type WriteSession, writeLimits } from '../write-session.ts'
import { textExpression } from './cell-expression.ts'
import { describeColumns, fromClause } from './describe-columns.ts'
import { explainConnectError } from './explain-error.ts'
import { explainWriteError } from './explain-write-error.ts'
import { makeClient, type PostgresSource } from './make-client.ts'
import { CANONICAL, EXTENDED } from './session.ts'

/** Writes to a Postgres source. `source.settings.url` is that of the login that may. */
export function openPostgresWriter(source: PostgresSource): RecordWriter {
  return makeWriter({
    open: () => openWriteSession(source),
    explain: (cause) => explainWriteError(source.name, cause),
  })
}

async function openWriteSession(source: PostgresSource): Promise<WriteSession> {
  const client = await connect(source)
  const ask = async (text: string, values: readonly RawValue[] = []) =>
    await client.query({ ...EXTENDED, text, values: [...values] })
  return {
    take: async (attempt) => {
      // Until the transaction ends, also behind a pooler.
      const lock = "pg_try_advisory_xact_lock(('x' || substr(md5($1), 1, 16))::bit(64)::bigint)"
      return (await ask(`SELECT ${lock}`, [attempt])).rows[0]?.[0] === 't'
    },
    read: async (record) => {
      const { text, values } = await readStatement(source, record, ask)
      return (await ask(text, values)).rows as RawValue[][]
    },
    run: async ({ statement: { pieces, words }, values }: RecordChange) => {
      const distinct = [...new Set(words)]
      const text = pieces
        .map((piece, at) => (at === 0 ? piece : `$${distinct.indexOf(words[at - 1]!) + 1}${piece}`))
        .join('')
      const { rowCount } = await ask(
        text,
        distinct.map((word) => values[word] ?? null),
      )
      return rowCount ?? 0
    },
    commit: async () => {
      const { command } = await client.query('COMMIT')
      if (command !== 'COMMIT') throw new Error('the server rolled it back')
    },
    close: async () => {
      // The server rolls back what is open; a server that is silent is not waited for.
      const ended = client.end().catch(() => undefined)
      const connection = (client as unknown as { readonly connection: { stream: { destroy(): void } } })
        .connection
      const timer = setTimeout(() => connection.stream.destroy(), 5_000)
      await ended
      clearTimeout(timer)
    },
  }
}

type Ask = (text: string, values?: readonly RawValue[]) => Promise<pg.QueryArrayResult>

/** A query cannot be locked: there the statement itself compares what was seen. */
async function readStatement(
  source: PostgresSource,
  { location, keyColumns, columns, key }: GuardedRecord,
  query: Ask,
): Promise<{ text: string; values: readonly RawValue[] }> {
  const all = await describeColumns({ query }, source, location)
  const found = findColumns(placeOf(source.name, location), all, [...keyColumns, ...columns])
  const cells = found.map(textExpression).join(', ')
  const keys = keyColumns.map((column, part) => `${quoteIdentifier(column)} = $${part + 1}`).join(' AND ')
  const lock = location.table === null ? '' : ' FOR UPDATE'
  return {
    text: `SELECT ${cells} FROM ${fromClause(source.name, location)} AND ${keys} LIMIT 2${lock}`,
    values: key,
  }
}

async function connect(source: PostgresSource): Promise<pg.Client> {
  const client = makeClient(source)
  const { statementSeconds, lockSeconds } = writeLimits(source.settings)
  const settings = Object.entries({
    ...CANONICAL,
    default_transaction_read_only: 'off',
    standard_conforming_strings: 'on',
    statement_timeout: `${statementSeconds}s`,
    lock_timeout: `${lockSeconds * 1_000 - 100}ms`,
    idle_in_transaction_session_timeout: `${IDLE_SECONDS}s`,
  })
  const calls = settings.map(([name], index) => `set_config('${name}', $${index + 1}, true)`).join(', ')
  try {
    await client.connect()
    // What waits for a lock then reads what the other has left.
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE')
    await client.query({ ...EXTENDED, text: `SELECT ${calls}`, values: settings.map(([, value]) => value) })
    return client
  } catch (cause) {
    await client.end().catch(() => undefined)
    throw explainConnectError(`${source.name} (write)`, { host: client.host, port: client.port }, cause)
  }
}
