import mysql from 'mysql2'
import { CounterfoilError } from '../../domain/errors.ts'
import type { RawValue } from '../../domain/record.ts'
import { findColumns } from '../find-columns.ts'
import { makeWriter } from '../make-writer.ts'
import { placeOf } from '../place-of.ts'
import type { GuardedRecord, RecordChange, RecordWriter } from '../record-change.ts'
import { IDLE_SECONDS, type WriteSession, writeLimits } from '../write-session.ts'
import { cellExpression, hasTextOfItsOwn, textExpression } from './cell-expression.ts'
import { connectionOptions } from './connection-options.ts'
import { describeColumns, fromClause, type MysqlColumn } from './describe-columns.ts'
import { explainConnectError } from './explain-error.ts'
import { explainWriteError } from './explain-write-error.ts'
import { floatText } from './float-text.ts'
import type { MysqlSource } from './mysql-source.ts'
import { quoteName } from './quote-name.ts'
import { refuseUnsafeTables } from './refuse-unsafe-tables.ts'
import { ask, destroy, quit, setVariable } from './session.ts'

/** Writes to a MySQL or MariaDB source. `source.settings.url` is that of the login that may. */
export function openMysqlWriter(source: MysqlSource): RecordWriter {
  return makeWriter({
    open: () => openWriteSession(source),
    explain: (cause) => explainWriteError(source.name, cause),
  })
}

async function openWriteSession(source: MysqlSource): Promise<WriteSession> {
  const connection = await connect(source)
  return {
    // Until the connection ends.
    take: async (attempt) => {
      const { rows } = await execute(connection, 'SELECT GET_LOCK(?, 0)', [
        `counterfoil ${attempt}`.slice(0, 64),
      ])
      return Number(rows[0]?.[0]) === 1
    },
    read: (record) => readRecord(connection, source, record),
    run: async (change) => {
      await refuseUnsafeTables(source, change, (sql, values) => execute(connection, sql, values))
      return await runStatement(connection, change)
    },
    commit: async () => {
      await ask(connection, 'COMMIT')
    },
    close: async () => {
      // The server rolls back what is open; a server that is silent is not waited for.
      const timer = setTimeout(() => destroy(connection), 5_000)
      await quit(connection)
      clearTimeout(timer)
    },
  }
}

async function runStatement(
  connection: mysql.Connection,
  { statement: { pieces, words }, values }: RecordChange,
): Promise<number> {
  const { found } = await execute(
    connection,
    pieces.join('?'),
    words.map((word) => values[word] ?? null),
  )
  return found
}

async function readRecord(
  connection: mysql.Connection,
  source: MysqlSource,
  { location, keyColumns, columns, key }: GuardedRecord,
): Promise<RawValue[][]> {
  const session = {
    describe: async (sql: string) => (await ask(connection, sql)).fields,
    query: async (sql: string) => (await ask(connection, sql)).rows,
    setVariable: (name: string, value: string) => setVariable(connection, name, value),
  }
  const all = await describeColumns(session, source, location)
  const found = findColumns(placeOf(source.name, location), all, [...keyColumns, ...columns])
  const keys = keyColumns.map((column) => `${quoteName(column)} = ?`).join(' AND ')
  const lock = location.table === null ? '' : ' FOR UPDATE'
  const sql = `SELECT ${found.map(cellText).join(', ')} FROM ${fromClause(source.name, location)} AND ${keys} LIMIT 2${lock}`
  const { rows } = await execute(connection, sql, key)
  return rows.map((row) => row.map((cell, index) => asRead(cell, found[index]!)))
}

function cellText(column: MysqlColumn): string {
  return hasTextOfItsOwn(column) ? `CONCAT(${cellExpression(column)})` : textExpression(column)
}

function asRead(cell: RawValue, column: MysqlColumn): RawValue {
  return cell !== null && hasTextOfItsOwn(column) ? floatText(cell) : cell
}

interface Executed {
  readonly rows: RawValue[][]
  /** Records that the statement found, changed or not. */
  readonly found: number
}

/** As a prepared statement: values travel beside it. */
function execute(connection: mysql.Connection, sql: string, values: readonly RawValue[]): Promise<Executed> {
  return new Promise((resolve, reject) => {
    connection.execute({ sql, rowsAsArray: true }, [...values], (error, result) => {
      if (error) reject(error)
      else if (Array.isArray(result)) resolve({ rows: result as unknown as RawValue[][], found: 0 })
      else resolve({ rows: [], found: (result as mysql.ResultSetHeader).affectedRows })
    })
  })
}

async function connect(source: MysqlSource): Promise<mysql.Connection> {
  const options = connectionOptions(source)
  const { statementSeconds, lockSeconds } = writeLimits(source.settings)
  // A record that already shows what it shall counts as found.
  const connection = mysql.createConnection({ ...options, flags: [...(options.flags ?? []), '+FOUND_ROWS'] })
  connection.on('error', () => undefined)
  try {
    await new Promise<void>((resolve, reject) =>
      connection.connect((error) => (error ? reject(error) : resolve())),
    )
    const { rows } = await ask(connection, 'SELECT VERSION()')
    const ofItsKind = /mariadb/i.test(rows[0]?.[0] ?? '') ? `, max_statement_time = ${statementSeconds}` : ''
    for (const sql of [
      'SET NAMES utf8mb4',
      `SET SESSION time_zone = '+00:00', autocommit = 0,
        sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
        innodb_lock_wait_timeout = ${lockSeconds}, lock_wait_timeout = ${lockSeconds},
        wait_timeout = ${IDLE_SECONDS}${ofItsKind}`,
      // A key that is not there stays so until the end.
      'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
      'START TRANSACTION READ WRITE',
    ])
      await ask(connection, sql)
    return connection
  } catch (cause) {
    destroy(connection)
    if (cause instanceof CounterfoilError) throw cause
    const address = options.socketPath ?? `${options.host}:${options.port}`
    throw explainConnectError(`${source.name} (write)`, address, cause)
  }
}
