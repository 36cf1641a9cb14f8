import { quoteIdentifier } from '../quote-identifier.ts'
import type { PostgresColumn } from './describe-columns.ts'
import { OID } from './field-type.ts'

/** COPY writes each type's own text; only money needs a cast, because its text has the currency of a locale. */
export function cellExpression(column: PostgresColumn): string {
  const identifier = quoteIdentifier(column.name)
  return column.oid === OID.money ? `${identifier}::numeric` : identifier
}

/** A cell's text as COPY writes it. A cast would cut the blanks that pad a char(n). */
export function textExpression(column: PostgresColumn): string {
  const cell = cellExpression(column)
  return column.oid === OID.char ? `concat(${cell})` : `(${cell})::text`
}

/** The value of a text that is an integer, else null. */
export function integerExpression(text: string): string {
  return `CASE WHEN ${text} ~ '^[+-]?[0-9]+$' THEN (${text})::numeric END`
}

export function isNativeInteger(column: PostgresColumn): boolean {
  return column.oid === OID.int2 || column.oid === OID.int4 || column.oid === OID.int8
}
