import { CounterfoilError } from '../../domain/errors.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import type { Connector, ReadRequest } from '../contract.ts'
import { findColumns, findScopeColumn } from '../find-columns.ts'
import { askInSession, streamInSession } from '../in-session.ts'
import { placeOf } from '../place-of.ts'
import { describeColumns } from './describe-columns.ts'
import { mysqlSessions } from './mysql-sessions.ts'
import type { MysqlSource } from './mysql-source.ts'
import { readChecksums } from './read-checksums.ts'
import { type EncodedColumn, makeRowEncoder, type RowEncoder } from './row-encoder.ts'
import { selectStatement } from './select-statement.ts'
import type { Session } from './session.ts'

/** A MySQL or MariaDB source. Every read has a connection and a snapshot of its own; nothing stays open between them. */
export async function openMysql(source: MysqlSource): Promise<Connector> {
  const sessions = mysqlSessions(source)
  return {
    columns: (location) =>
      askInSession(sessions, null, (session) => describeColumns(session, source, location)),
    read: (request) =>
      streamInSession(sessions, request.signal, (session) => readSide(session, source, request)),
    checksums: readChecksums(source),
    close: async () => undefined,
  }
}

async function* readSide(
  session: Session,
  source: MysqlSource,
  request: ReadRequest,
): AsyncGenerator<RecordBatch, void> {
  const { sql, encoder } = await prepare(session, source, request)
  yield* session.stream(sql, encoder)
}

async function prepare(
  session: Session,
  source: MysqlSource,
  request: ReadRequest,
): Promise<{ sql: string; encoder: RowEncoder }> {
  const { location, scope } = request
  const all = await describeColumns(session, source, location)
  const place = placeOf(source.name, location)
  const scopeColumn = findScopeColumn(place, all, scope)
  const columns = findColumns(place, all, request.columns)
  const statement = selectStatement(source.name, request, { columns, scopeColumn })
  for (const [name, value] of Object.entries(statement.variables)) {
    refuseLarge(source, value, session.maxPacketBytes)
    await session.setVariable(name, value)
  }
  if (statement.keyLengthSql) await sortWhole(session, source, statement.keyLengthSql)
  const cells = request.hashedBy ? [...columns.slice(0, request.keyOrder.length), HASH] : columns
  return { sql: statement.sql, encoder: makeRowEncoder(place, cells, statement.filter) }
}

const HASH: EncodedColumn = { name: 'hash', format: 'plain' }

/** Beside the value, a packet has room for the statement. */
const PACKET_MARGIN_BYTES = 1024

/** A server that refuses a packet closes the connection, and the reason is lost. */
function refuseLarge(source: MysqlSource, value: string, maxBytes: number): void {
  const bytes = Buffer.byteLength(value)
  if (bytes + PACKET_MARGIN_BYTES <= maxBytes) return
  throw new CounterfoilError(
    'source-query',
    `${source.name}: the keys of this run take ${bytes} bytes and the server takes ${maxBytes} at once; raise its max_allowed_packet.`,
  )
}

const MAX_SORTED_BYTES = 8_388_608
/** A server sorts with room for so many keys at least. */
const SORTED_AT_ONCE = 20
const MIN_SORT_BUFFER_BYTES = 2_097_152

/** Makes the server sort by all of a long key: what is left out would come in any order. */
async function sortWhole(session: Session, source: MysqlSource, keyLengthSql: string): Promise<void> {
  const [row] = await session.query(keyLengthSql)
  const bytes = Number(row?.[0] ?? 0) + 64
  if (bytes <= 1024) return
  if (bytes > MAX_SORTED_BYTES) {
    throw new CounterfoilError(
      'source-query',
      `${source.name}: the longest key has ${bytes} bytes and the server sorts by ${MAX_SORTED_BYTES} at most; choose a shorter key.`,
    )
  }
  const buffer = Math.max(MIN_SORT_BUFFER_BYTES, bytes * SORTED_AT_ONCE)
  await session.query(
    `SET SESSION max_sort_length = ${bytes}, sort_buffer_size = GREATEST(@@sort_buffer_size, ${buffer})`,
  )
}
