import type { SideLocation } from '../../domain/reconciliation.ts'
import type { KeyOrder } from '../../domain/record.ts'
import { findColumns } from '../find-columns.ts'
import { placeOf } from '../place-of.ts'
import { isNativeInteger } from './cell-expression.ts'
import { describeColumns, type PostgresColumn } from './describe-columns.ts'
import type { PostgresSource } from './make-client.ts'
import { quoteTable } from './quote-table.ts'
import type { Session } from './session.ts'

/** What the server says about a side whose keys are to be counted. */
export interface CheckedSide {
  /** Columns of the request in its order. */
  readonly columns: readonly PostgresColumn[]
  /** An index of the table sees to it that no key occurs twice. */
  readonly hasUniqueKey: boolean
}

export interface UncheckedSide {
  readonly location: SideLocation
  /** Key columns first. */
  readonly columns: readonly string[]
  readonly keyOrder: readonly KeyOrder[]
}

export async function checkedSide(
  session: Session,
  source: PostgresSource,
  { location, columns: wanted, keyOrder }: UncheckedSide,
): Promise<CheckedSide> {
  const place = placeOf(source.name, location)
  const columns = findColumns(place, await describeColumns(session, source, location), wanted)
  const keys = columns.slice(0, keyOrder.length)
  const isCanonical = keys.every((column, part) => keyOrder[part] !== 'integer' || isNativeInteger(column))
  const names = keys.map((column) => column.name)
  const hasUniqueKey =
    isCanonical && location.table !== null && (await isUnique(session, location.table, names))
  return { columns, hasUniqueKey }
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
