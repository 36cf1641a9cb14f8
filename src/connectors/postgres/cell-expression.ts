import { quoteIdentifier } from '../quote-identifier.ts'
import type { PostgresColumn } from './describe-columns.ts'
import { OID } from './field-type.ts'

/** COPY writes each type's own text; only money needs a cast, because its text has the currency of a locale. */
export function cellExpression(column: PostgresColumn): string {
  const identifier = quoteIdentifier(column.name)
  return column.oid === OID.money ? `${identifier}::numeric` : identifier
}

/** Types whose cast to text gives what COPY writes. Of others it may write `true` for `t`, or add `/32` to an address. */
const CAST_AS_COPIED: readonly number[] = [
  ...[OID.int2, OID.int4, OID.int8, OID.numeric, OID.float4, OID.float8, OID.money],
  ...[OID.text, OID.varchar, OID.date, OID.timestamp, OID.timestamptz, OID.json, OID.jsonb, OID.uuid],
]

/** A cell's text as COPY writes it, null where the cell is null (also where it is a row of nulls: that is no null). */
export function textExpression(column: PostgresColumn): string {
  const cell = cellExpression(column)
  if (CAST_AS_COPIED.includes(column.oid)) return `(${cell})::text`
  return `CASE WHEN ${cell} IS DISTINCT FROM NULL THEN concat(${cell}) END`
}

/** The value of a text that is an integer, else null. A column's own collation may not know regular expressions. */
export function integerExpression(text: string): string {
  return `CASE WHEN (${text}) COLLATE "C" ~ '^[+-]?[0-9]+$' THEN (${text})::numeric END`
}

export function isNativeInteger(column: PostgresColumn): boolean {
  return column.oid === OID.int2 || column.oid === OID.int4 || column.oid === OID.int8
}

/** `COLLATE "C"` compares the server's bytes; where those do not sort like UTF-8, compare UTF-8. */
export function byteOrder(text: string, encoding: string): string {
  return ['UTF8', 'SQL_ASCII', 'LATIN1'].includes(encoding)
    ? `(${text}) COLLATE "C"`
    : `convert_to(${text}, 'UTF8')`
}
