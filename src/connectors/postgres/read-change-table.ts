import { CounterfoilError } from '../../domain/errors.ts'
import type { RawValue } from '../../domain/record.ts'
import { decodeRecord, recordText } from '../../domain/record-batch.ts'
import type { ChangesRequest, LogCheck, LoggedChanges } from '../change-log.ts'
import { findColumns } from '../find-columns.ts'
import { askInSession } from '../in-session.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { sliceBatches } from '../slice-batches.ts'
import { cellExpression, isNativeInteger } from './cell-expression.ts'
import { tooMany } from './changed-keys.ts'
import { describeColumns, type PostgresColumn } from './describe-columns.ts'
import { OID } from './field-type.ts'
import type { TableSide } from './logged-sides.ts'
import type { PostgresSource } from './make-client.ts'
import { postgresSessions } from './postgres-sessions.ts'
import { quoteTable } from './quote-table.ts'
import type { Session } from './session.ts'
import { nextTablePosition, type TablePosition } from './table-position.ts'

/**
 * The keys in rows of a change table that were not there to be seen at the read before. A number may be given early and
 * committed late, so not the numbers but the transactions that wrote the rows say which those are.
 */
export async function readChangeTable(
  source: PostgresSource,
  request: ChangesRequest & TableSide,
): Promise<LoggedChanges> {
  const before = request.since === null ? null : (JSON.parse(request.since) as TablePosition)
  return await askInSession(postgresSessions(source), request.signal, async (session) => {
    const table = await describeTable(session, source, request)
    const { now, at } = await readPosition(session, table)
    const position = nextTablePosition(before, now, { at, overlapSeconds: request.overlapSeconds })
    const answer = { position: JSON.stringify(position), at }
    if (!request.wantsKeys) return { ...answer, keys: null, because: null }
    const unknown = await whyUnknown(session, table, { before, now })
    if (unknown !== null) return { ...answer, keys: null, because: unknown }
    const keys = await readKeys(session, table, { before: before!, atMost: request.atMost })
    return { ...answer, keys, because: keys === null ? tooMany(request.atMost) : null }
  })
}

/** Whether it can be read at all. */
export async function checkChangeTable(source: PostgresSource, log: TableSide): Promise<LogCheck> {
  return await askInSession(postgresSessions(source), log.signal, async (session) => {
    const table = await describeTable(session, source, log)
    const { now } = await readPosition(session, table)
    const newest = now.newest === null ? 'it is empty' : `its newest ${table.order.name} is ${now.newest}`
    return { state: 'ok', said: `changes stand in ${table.name}; ${newest}` } as const
  })
}

/** A change table, as its server describes it. */
interface ChangeTable {
  /** As the config has it, and quoted. */
  readonly name: string
  readonly sql: string
  readonly key: readonly PostgresColumn[]
  readonly order: PostgresColumn
}

/** Throws `source-query` where the table has no rows of its own, or its order none that only grows. */
async function describeTable(
  session: Session,
  source: PostgresSource,
  { changes: { table: name, key, order } }: TableSide,
): Promise<ChangeTable> {
  const described = await describeColumns(session, source, { table: name, query: null, where: null })
  const columns = findColumns(`${source.name}: ${name}`, described, [...key, order])
  const column = columns.at(-1)!
  if (!isNativeInteger(column) && column.oid !== OID.timestamptz) {
    throw new CounterfoilError(
      'source-query',
      `${source.name}: the order "${order}" of ${name} is ${column.nativeType}; name a column that only grows: an integer, or a timestamp with time zone.`,
    )
  }
  const kind = await session.query('SELECT relkind FROM pg_class WHERE oid = $1::regclass', [
    quoteTable(name),
  ])
  if (!/[rp]/.test(String(kind.rows[0]?.[0]))) {
    throw new CounterfoilError(
      'source-query',
      `${source.name}: ${name} is no table of rows of its own, and of others nobody can tell when a row came: name the table that changes are written into.`,
    )
  }
  return { name, sql: quoteTable(name), key: columns.slice(0, -1), order: column }
}

/** As the session's one snapshot has it. */
async function readPosition(
  session: Session,
  { sql, order }: ChangeTable,
): Promise<{ now: Omit<TablePosition, 'from' | 'marks'> & { xmax: string }; at: Date }> {
  const column = quoteIdentifier(order.name)
  // A row dated in the future would stand before all that come until then.
  const past = order.oid === OID.timestamptz ? `${column} <= now()` : `${column} IS NOT NULL`
  const { rows } = await session.query(
    `SELECT txid_snapshot_xmin(s), txid_snapshot_xmax(s),
      -- Under a name of its own, or the text would be what is ordered by.
      (SELECT ${column}::text AS counterfoil_newest FROM ${sql} WHERE ${past} ORDER BY ${column} DESC LIMIT 1),
      $1::regclass::oid || ' ' || (SELECT system_identifier FROM pg_control_system()),
      to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      FROM txid_current_snapshot() AS s`,
    [sql],
  )
  const [xmin, xmax, newest, table, at] = rows[0] as [string, string, string | null, string, string]
  return { now: { xmin, xmax, newest, table }, at: new Date(at) }
}

const HALF = 2n ** 31n

async function whyUnknown(
  session: Session,
  { name, sql, order }: ChangeTable,
  { before, now }: { before: TablePosition | null; now: { xmin: string; xmax: string; table: string } },
): Promise<string | null> {
  if (before === null) return `${name} was not read before`
  const [was, is] = [BigInt(before.xmin), BigInt(now.xmin)]
  if (before.table !== now.table || is < was) return `${name} is not the table that was read before`
  if (BigInt(now.xmax) - was >= HALF) return `${name} was last read too long ago`
  if (before.newest === null) return null
  const { rows } = await session.query(
    `SELECT EXISTS (SELECT FROM ${sql} WHERE ${quoteIdentifier(order.name)} = ${literal(order)})`,
    [before.newest],
  )
  return rows[0]?.[0] === 't'
    ? null
    : `the row with ${order.name} ${before.newest}, up to which ${name} was read, is not there any more`
}

function literal(order: PostgresColumn, value = '$1'): string {
  return `${value}::${order.oid === OID.timestamptz ? 'timestamptz' : 'int8'}`
}

/** Null: there are too many. */
async function readKeys(
  session: Session,
  { sql, key, order }: ChangeTable,
  { before, atMost }: { before: TablePosition; atMost: number },
): Promise<(readonly RawValue[])[] | null> {
  const column = quoteIdentifier(order.name)
  const floor = BigInt(before.xmin) % (2n * HALF)
  // Of rows from transactions that were over then, all were seen; their numbers go round.
  const isLater = `(xmin::text::int8 - ${floor} + ${2n * HALF}) % ${2n * HALF} < ${HALF}`
  const isAfter =
    before.from === null
      ? 'true'
      : `(${column} >= ${literal(order, `current_setting('counterfoil.from')`)} OR ${column} IS NULL)`
  await session.query('SELECT set_config($1, $2, true)', ['counterfoil.from', before.from ?? ''])
  const cells = key.map((part) => cellExpression(part)).join(', ')
  const keys = new Map<string, readonly RawValue[]>()
  for await (const batch of sliceBatches(
    session.copy(`SELECT ${cells} FROM ${sql} WHERE ${isAfter} AND ${isLater}`),
  )) {
    for (let index = 0; index < batch.count; index++) {
      const text = recordText(batch, index)
      if (!keys.has(text)) keys.set(text, decodeRecord(text))
    }
    if (keys.size <= atMost) continue
    await session.abandon()
    return null
  }
  await session.copiedRows()
  return [...keys.values()]
}
