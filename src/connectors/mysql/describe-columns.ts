import { CounterfoilError } from '../../domain/errors.ts'
import { didYouMean } from '../../domain/nearest-name.ts'
import type { SideLocation } from '../../domain/reconciliation.ts'
import { fromClause as sqlFromClause } from '../from-clause.ts'
import { hasFlag, isBinary, type MysqlType, mysqlType, TYPE } from './field-type.ts'
import type { MysqlSource } from './mysql-source.ts'
import { quoteName, quoteTable } from './quote-name.ts'
import type { Session } from './session.ts'

/** A column with what its cells, its order and its conditions are written from. */
export interface MysqlColumn extends MysqlType {
  readonly name: string
  readonly columnType: number
  readonly decimals: number
  readonly isUnsigned: boolean
  readonly isZerofill: boolean
  readonly isNullable: boolean
  /** Bytes that a value of it may have. */
  readonly maxBytes: number
  /** Of text alone. */
  readonly collation: string | null
  readonly charset: string | null
}

/** What a question needs of a session. */
type Asks = Pick<Session, 'describe' | 'query' | 'setVariable'>

/**
 * Columns of a table or query, by asking for none of its rows. The server parses it as one statement, alone. What is
 * sent says the session's character set, so that of the column is asked for by an aggregate, which has a row.
 */
export async function describeColumns(
  session: Asks,
  source: MysqlSource,
  location: SideLocation,
): Promise<readonly MysqlColumn[]> {
  const none = `SELECT * FROM ${fromClause(source.name, location)} LIMIT 0`
  const fields = await session.describe(none).catch(async (cause: unknown) => {
    throw await explainMissing(session, source.name, cause)
  })
  const columns = fields.map((field) => ({
    name: field.name,
    ...mysqlType(field),
    columnType: field.columnType ?? 0,
    decimals: field.decimals,
    isUnsigned: hasFlag(field, 'unsigned'),
    isZerofill: hasFlag(field, 'zerofill'),
    isNullable: !hasFlag(field, 'notNull'),
    maxBytes: field.columnLength ?? 0,
    isText: !isBinary(field) && field.columnType !== TYPE.json && field.extendedTypeName === undefined,
  }))
  const texts = columns.filter((column) => column.isText && column.format === 'text')
  const known = await readCharsets(session, none, texts)
  return columns.map(({ isText, ...column }) => ({
    ...column,
    collation: known.get(column.name)?.collation ?? null,
    charset: known.get(column.name)?.charset ?? null,
  }))
}

interface Charset {
  readonly collation: string | null
  readonly charset: string | null
}

async function readCharsets(
  session: Asks,
  none: string,
  texts: readonly { readonly name: string }[],
): Promise<Map<string, Charset>> {
  const names = new Set(texts.map((column) => column.name))
  // A name that is there twice is refused later, with a better sentence.
  if (texts.length === 0 || names.size < texts.length) return new Map()
  const list = texts.map(({ name }) => `COLLATION(MIN(${quoteName(name)})), CHARSET(MIN(${quoteName(name)}))`)
  const [row = []] = await session.query(`SELECT ${list.join(', ')} FROM (\n${none}\n) AS side`)
  return new Map(
    texts.map(({ name }, index) => [
      name,
      { collation: row[index * 2] ?? null, charset: row[index * 2 + 1] ?? null },
    ]),
  )
}

/** The `FROM` of a side of this kind. */
export function fromClause(name: string, location: SideLocation): string {
  return sqlFromClause(name, location, { kind: 'MySQL', quoteTable })
}

/** A table that is not there gets the nearest name of its database; every other error stays. */
async function explainMissing(session: Asks, name: string, cause: unknown): Promise<unknown> {
  const { errno, message } = cause as { errno?: number; message?: string }
  const [, database, table] = /^Table '([^.]*)\.(.*)' doesn't exist$/.exec(message ?? '') ?? []
  if (errno !== 1146 || database === undefined || table === undefined) return cause
  await session.setVariable('counterfoil_database', database)
  const rows = await session
    .query(
      'SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = CONVERT(@counterfoil_database USING utf8mb3)',
    )
    // Without the nearest name it is still missing.
    .catch(() => [])
  const nearest = didYouMean(
    table,
    rows.map(([found]) => found ?? ''),
  )
  return new CounterfoilError(
    'source-missing',
    `${name}: there is no table "${database}.${table}"${nearest}; check the name, with database and capitals as on the server.`,
    { cause },
  )
}
