import { bucketBatch } from '../bucket-batch.ts'
import type { BucketChecksum, ChecksumRequest, Checksums, Extent, HashedSide } from '../contract.ts'
import { findColumns } from '../find-columns.ts'
import { askInSession } from '../in-session.ts'
import { placeOf } from '../place-of.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { isNativeInteger } from './cell-expression.ts'
import { checkedSide } from './checked-side.ts'
import { checksumStatement } from './checksum-statement.ts'
import { copyBatches } from './copy-batches.ts'
import { describeColumns, fromClause } from './describe-columns.ts'
import type { PostgresSource } from './make-client.ts'
import { postgresSessions } from './postgres-sessions.ts'
import type { Session } from './session.ts'

/** Checksums of a Postgres source; each call has a connection and a snapshot of its own. */
export function readChecksums(source: PostgresSource): Checksums {
  const sessions = postgresSessions(source)
  return {
    dialects: ({ signal }) => askInSession(sessions, signal, dialects),
    extent: (side) => askInSession(sessions, side.signal, (session) => readExtent(session, source, side)),
    read: (request) => readBuckets(source, request),
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
  const place = placeOf(source.name, request.location)
  const [key, ...others] = findColumns(place, columns, request.columns.slice(0, request.keyOrder.length))
  const isInteger = others.length === 0 && request.keyOrder[0] === 'integer' && isNativeInteger(key!)
  const name = quoteIdentifier(key!.name)
  const bounds = isInteger ? `min(${name}), max(${name})` : 'NULL, NULL'
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
  const prepare = async (session: Session) =>
    checksumStatement(source.name, request, await checkedSide(session, source, request))
  for await (const batch of copyBatches(source, request.signal, prepare)) yield bucketBatch(batch)
}
