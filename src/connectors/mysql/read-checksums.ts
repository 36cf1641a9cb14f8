import type { RawValue } from '../../domain/record.ts'
import { bucketBatch } from '../bucket-batch.ts'
import type { BucketChecksum, ChecksumRequest, Checksums, Extent, HashedSide } from '../contract.ts'
import { findColumns } from '../find-columns.ts'
import { askInSession, streamInSession } from '../in-session.ts'
import { placeOf } from '../place-of.ts'
import { checksumStatement, isSummedExactly } from './checksum-statement.ts'
import { describeColumns, fromClause, type MysqlColumn } from './describe-columns.ts'
import { areHashable } from './hash-expression.ts'
import { mysqlSessions } from './mysql-sessions.ts'
import type { MysqlSource } from './mysql-source.ts'
import { quoteName, tableParts } from './quote-name.ts'
import { makeRowEncoder } from './row-encoder.ts'
import type { Session } from './session.ts'

/** Checksums of a MySQL or MariaDB source; each call has a connection and a snapshot of its own. */
export function readChecksums(source: MysqlSource): Checksums {
  const sessions = mysqlSessions(source)
  return {
    dialects: (side) => askInSession(sessions, side.signal, (session) => dialects(session, source, side)),
    extent: (side) => askInSession(sessions, side.signal, (session) => readExtent(session, source, side)),
    read: (request) =>
      streamInSession(sessions, request.signal, (session) => readBuckets(session, source, request)),
  }
}

/** No native one: of the server's own hashes only MD5 and slower ones tell records apart well enough. */
async function dialects(session: Session, source: MysqlSource, side: HashedSide): Promise<readonly string[]> {
  const columns = await sideColumns(session, source, side)
  const canSum = side.summedCells.every((cell) => isSummedExactly(columns[cell]!))
  return canSum && areHashable(columns) ? ['md5'] : []
}

/** Buckets are numbers of 64 bits with a sign. */
const MAX_KEY = 2n ** 63n - 1n

async function readExtent(
  session: Session,
  source: MysqlSource,
  side: Pick<HashedSide, 'location' | 'columns' | 'keyOrder'>,
): Promise<Extent> {
  const [key, ...others] = (await sideColumns(session, source, side)).slice(0, side.keyOrder.length)
  const isInteger = others.length === 0 && side.keyOrder[0] === 'integer' && key!.isInteger
  const name = quoteName(key!.name)
  const bounds = isInteger ? `MIN(${name}), MAX(${name})` : 'NULL, NULL'
  const [row = []] = await session.query(
    `SELECT COUNT(*), ${bounds} FROM ${fromClause(source.name, side.location)}`,
  )
  const [count, lowest, highest] = row
  const rows = Number(count)
  if (lowest == null || highest == null || BigInt(highest) > MAX_KEY) return { rows, keys: null }
  return { rows, keys: { lowest: BigInt(lowest), highest: BigInt(highest) } }
}

async function* readBuckets(
  session: Session,
  source: MysqlSource,
  request: ChecksumRequest,
): AsyncGenerator<readonly BucketChecksum[], void> {
  const columns = await sideColumns(session, source, request)
  const hasUniqueKey = await isUnique(session, request, columns.slice(0, request.keyOrder.length))
  const sql = checksumStatement(source.name, request, { columns, hasUniqueKey })
  const cells = ['bucket', 'rows', 'checksum', 'copies', ...request.summedCells.map(String)]
  const plain = cells.map((name) => ({ name, format: 'plain' as const }))
  for await (const batch of session.stream(sql, makeRowEncoder(source.name, plain, null))) {
    yield bucketBatch(batch)
  }
}

async function sideColumns(
  session: Session,
  source: MysqlSource,
  { location, columns }: Pick<HashedSide, 'location' | 'columns'>,
): Promise<readonly MysqlColumn[]> {
  const place = placeOf(source.name, location)
  return findColumns(place, await describeColumns(session, source, location), columns)
}

/** With lower_case_table_names MySQL may refuse to compare names of tables with ours: then no index is known. */
function noneWhereMixed(cause: unknown): RawValue[][] {
  if (cause instanceof Error && 'errno' in cause && cause.errno === 1267) return []
  throw cause
}

/** Whether an index forbids a key to occur twice: a unique one over columns of the key and nothing else. */
async function isUnique(
  session: Session,
  { location, keyOrder }: Pick<HashedSide, 'location' | 'keyOrder'>,
  keys: readonly MysqlColumn[],
): Promise<boolean> {
  // `007` and `7` are two texts and one key.
  const isCanonical = keys.every((column, part) => keyOrder[part] !== 'integer' || column.isInteger)
  if (location.table === null || !isCanonical) return false
  const [table, database] = tableParts(location.table).reverse()
  await session.setVariable('counterfoil_table', table!)
  await session.setVariable('counterfoil_database', database ?? '')
  // An engine that only gathers tables (MERGE) keeps no index of its own; an expression has no name.
  const asked = session.query(
    `SELECT s.INDEX_NAME, s.COLUMN_NAME FROM information_schema.STATISTICS AS s
      JOIN information_schema.TABLES AS t ON t.TABLE_SCHEMA = s.TABLE_SCHEMA AND t.TABLE_NAME = s.TABLE_NAME
      WHERE s.TABLE_SCHEMA = CONVERT(COALESCE(NULLIF(@counterfoil_database, ''), DATABASE()) USING utf8mb3)
      AND s.TABLE_NAME = CONVERT(@counterfoil_table USING utf8mb3)
      AND s.NON_UNIQUE = 0 AND t.ENGINE = 'InnoDB'`,
  )
  const rows = await asked.catch(noneWhereMixed)
  const names = keys.map((column) => column.name.toLowerCase())
  const wider = rows.filter(([, column]) => !names.includes(column?.toLowerCase() ?? ''))
  const tooWide = new Set(wider.map(([index]) => index))
  return rows.some(([index]) => !tooWide.has(index))
}
