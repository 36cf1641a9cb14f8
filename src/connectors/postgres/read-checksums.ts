import { bucketBatch } from '../bucket-batch.ts'
import type { BucketChecksum, ChecksumRequest, Checksums, Extent, HashedSide } from '../contract.ts'
import { findColumns } from '../find-columns.ts'
import { refuseStopped } from '../refuse-stopped.ts'
import { sliceBatches } from '../slice-batches.ts'
import { isNativeInteger } from './cell-expression.ts'
import { checksumStatement } from './checksum-statement.ts'
import { describeColumns, fromClause } from './describe-columns.ts'
import { explainStatementError } from './explain-error.ts'
import type { PostgresSource } from './make-client.ts'
import { quoteTable } from './quote-table.ts'
import { openSession, type Session } from './session.ts'

/** Checksums of a Postgres source; each call has a connection and a snapshot of its own. */
export function readChecksums(source: PostgresSource): Checksums {
  return {
    dialects: ({ signal }) => inSession(source, signal, dialects),
    extent: (request) => inSession(source, request.signal, (session) => readExtent(session, source, request)),
    read: (request) => readBuckets(source, request),
  }
}

async function inSession<Result>(
  source: PostgresSource,
  signal: AbortSignal,
  ask: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = await openSession(source)
  const stop = () => void session.abandon()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await ask(session)
  } catch (cause) {
    throw explainStatementError(source.name, cause)
  } finally {
    signal.removeEventListener('abort', stop)
    await session.close()
  }
}

/** Two servers of one major version and encoding hash the same text to the same number. */
async function dialects(session: Session): Promise<readonly string[]> {
  const { rows } = await session.query(
    `SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding')`,
  )
  const [version, encoding] = rows[0] as [string, string]
  return [`postgres-${version}-${encoding}`, 'md5']
}

async function readExtent(session: Session, source: PostgresSource, request: HashedSide): Promise<Extent> {
  const columns = await describeColumns(session, source, request.location)
  const [key, ...others] = findColumns(
    source.name,
    columns,
    request.columns.slice(0, request.keyOrder.length),
  )
  const isInteger = others.length === 0 && request.keyOrder[0] === 'integer' && isNativeInteger(key!)
  const quoted = `"${key!.name.replaceAll('"', '""')}"`
  const bounds = isInteger ? `min(${quoted}), max(${quoted})` : 'NULL, NULL'
  const { rows } = await session.query(
    `SELECT count(*), ${bounds} FROM ${fromClause(source.name, request.location)}`,
  )
  const [count, lowest, highest] = rows[0] as [string, string | null, string | null]
  const keys = lowest && highest ? { lowest: BigInt(lowest), highest: BigInt(highest) } : null
  return { rows: Number(count), keys: isInteger ? keys : null }
}

async function* readBuckets(
  source: PostgresSource,
  request: ChecksumRequest,
): AsyncGenerator<readonly BucketChecksum[], void> {
  const { signal } = request
  refuseStopped(source.name, signal)
  const session = await openSession(source)
  const stop = () => void session.abandon()
  signal.addEventListener('abort', stop, { once: true })
  let finished = false
  try {
    const sql = await prepare(session, source, request)
    let rows = 0
    for await (const batch of sliceBatches(session.copy(sql))) {
      yield bucketBatch(batch)
      rows += batch.count
    }
    const copied = await session.copiedRows()
    if (copied !== rows) throw new Error(`${rows} of ${copied} buckets arrived`)
    finished = true
  } catch (cause) {
    refuseStopped(source.name, signal)
    throw explainStatementError(source.name, cause)
  } finally {
    signal.removeEventListener('abort', stop)
    await (finished ? session.close() : session.abandon())
  }
}

async function prepare(session: Session, source: PostgresSource, request: ChecksumRequest): Promise<string> {
  const { location } = request
  const place = location.table === null ? `${source.name}: the query` : `${source.name}: ${location.table}`
  const columns = findColumns(place, await describeColumns(session, source, location), request.columns)
  const keys = columns.slice(0, request.keyOrder.length)
  const isCanonical = keys.every(
    (column, part) => request.keyOrder[part] !== 'integer' || isNativeInteger(column),
  )
  const names = keys.map((column) => column.name)
  const hasUniqueKey =
    isCanonical && location.table !== null && (await isUnique(session, location.table, names))
  return checksumStatement(source.name, request, { columns, hasUniqueKey })
}

/** Whether an index forbids a key to occur twice: a whole, valid one over columns of the key and nothing else. */
async function isUnique(session: Session, table: string, columns: readonly string[]): Promise<boolean> {
  const { rows } = await session.query(
    `SELECT count(*) FROM pg_index i WHERE indrelid = $1::regclass AND indisunique AND indisvalid AND indimmediate
      AND indpred IS NULL AND indexprs IS NULL
      AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = indrelid AND NOT inhdetachpending
        AND (SELECT relkind FROM pg_class WHERE oid = indrelid) <> 'p')
      AND NOT EXISTS (
        SELECT FROM unnest(indkey[:indnkeyatts - 1]) AS part
        WHERE part NOT IN (SELECT attnum FROM pg_attribute WHERE attrelid = indrelid
          AND attname = ANY (SELECT json_array_elements_text($2::json))))`,
    [quoteTable(table), JSON.stringify(columns)],
  )
  return Number(rows[0]?.[0]) > 0
}
