import type pg from 'pg'
import type { SideLocation } from '../../domain/reconciliation.ts'
import type { Column } from '../../domain/record.ts'
import { fromClause as sqlFromClause } from '../from-clause.ts'
import { fieldType } from './field-type.ts'
import type { PostgresSource } from './make-client.ts'
import { quoteTable } from './quote-table.ts'

/** A column with PostgreSQL's number for its type; a domain has that of its base type. */
export interface PostgresColumn extends Column {
  readonly oid: number
  /** Its table lets no null in; false where that is not known. */
  readonly isNotNull: boolean
}

/** What a question needs of a session. */
interface Asks {
  query(text: string, values?: readonly string[]): Promise<pg.QueryArrayResult>
}

/**
 * Columns of a table or query, by asking for none of its rows. The server parses it as one statement, alone, so what
 * is later spliced into the COPY (which has no such check) cannot hold a second one.
 */
export async function describeColumns(
  session: Asks,
  source: PostgresSource,
  location: SideLocation,
): Promise<readonly PostgresColumn[]> {
  const { fields } = await session.query(`SELECT * FROM ${fromClause(source.name, location)} LIMIT 0`)
  const named = await session.query(
    // A foreign table's promise is nobody's, and around a query an outer join may add nulls.
    `SELECT format_type(t.oid, modifier), attnotnull AND relkind IN ('r', 'p') AND $5
      FROM unnest($1::oid[], $2::int4[], $3::oid[], $4::int2[]) WITH ORDINALITY AS t(oid, modifier, relation, number, place)
      LEFT JOIN pg_attribute ON attrelid = relation AND attnum = number
      LEFT JOIN pg_class ON pg_class.oid = relation
      ORDER BY place`,
    [
      arrayText(fields.map((field) => field.dataTypeID)),
      arrayText(fields.map((field) => field.dataTypeModifier)),
      arrayText(fields.map((field) => field.tableID)),
      arrayText(fields.map((field) => field.columnID)),
      String(location.table !== null),
    ],
  )
  return fields.map((field, index) => ({
    name: field.name,
    type: fieldType(field.dataTypeID),
    nativeType: String(named.rows[index]?.[0]),
    oid: field.dataTypeID,
    isNotNull: named.rows[index]?.[1] === 't',
  }))
}

/** The `FROM` of a side of this kind. */
export function fromClause(name: string, location: SideLocation): string {
  return sqlFromClause(name, location, { kind: 'Postgres', quoteTable })
}

function arrayText(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`
}
