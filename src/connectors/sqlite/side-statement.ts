import { CounterfoilError } from '../../domain/errors.ts'
import type { SideLocation } from '../../domain/reconciliation.ts'
import type { KeyOrder, RawValue } from '../../domain/record.ts'
import type { ReadRequest } from '../contract.ts'
import { quoteTable } from '../postgres/quote-table.ts'
import { quoteIdentifier } from '../quote-identifier.ts'

/** The view that a side is read through; it stands in the copy's temporary schema. */
export const SIDE = 'temp.counterfoil_side'

/** Makes the view. As a subquery, so that no second statement fits in. */
export function sideView(name: string, location: SideLocation): string {
  if (location.table !== null) return `CREATE VIEW ${SIDE} AS SELECT * FROM ${quoteTable(location.table)}`
  if (location.query === null) {
    throw new CounterfoilError(
      'config-invalid',
      `${name}: say which table or query of this SQLite source to read.`,
    )
  }
  return `CREATE VIEW ${SIDE} AS SELECT * FROM (\n${location.query.replace(/[;\s]+$/, '')}\n)`
}

/**
 * The rows in scope as COPY text in the order of the database, each with the number 0 of its file and its own. Keys are
 * narrowed down here and decided on where the rows are sorted; dates and changes, which need zones, only there.
 */
export function linesStatement(
  request: ReadRequest,
  columns: readonly string[],
): { sql: string; parameters: Readonly<Record<string, string>> } {
  const { where } = request.location
  const cells = columns.map((column) => cellExpression(quoteIdentifier(column)))
  const keys = request.scope.kind === 'keys' ? keysCondition(request, request.scope.keys) : null
  return {
    sql: `SELECT CAST(${[...cells, `'0'`, 'counterfoil_row()'].join(' || char(9) || ')} || char(10) AS BLOB) AS line
      FROM ${SIDE} WHERE ${where === null ? 'true' : `(\n${where}\n)`} AND ${keys?.sql ?? 'true'}`,
    parameters: keys?.parameters ?? {},
  }
}

/** A value's raw text, by what it is and not by what its column was declared as. Bytes as PostgreSQL writes them. */
function textExpression(cell: string): string {
  return `CASE typeof(${cell}) WHEN 'text' THEN ${cell} WHEN 'integer' THEN CAST(${cell} AS TEXT)
    WHEN 'real' THEN counterfoil_real(${cell}) WHEN 'blob' THEN '\\x' || lower(hex(${cell})) END`
}

function cellExpression(cell: string): string {
  const escapes = [
    [`'\\'`, `'\\\\'`],
    ['char(9)', `'\\t'`],
    ['char(10)', `'\\n'`],
    ['char(13)', `'\\r'`],
  ]
  const escaped = escapes.reduce((sql, [from, to]) => `replace(${sql}, ${from}, ${to})`, textExpression(cell))
  return `coalesce(${escaped}, '\\N')`
}

/** Leaves out only what no wanted key can be: in integer order texts such as `007` may be one. */
function keysCondition({ columns, keyOrder }: ReadRequest, wanted: readonly (readonly RawValue[])[]) {
  const conditions = keyOrder.map((order, index) => {
    const cell = quoteIdentifier(columns[index]!)
    const isWanted = `${textExpression(cell)} IN (SELECT value FROM json_each(:key_${index}))`
    return order === 'integer' ? `(typeof(${cell}) <> 'integer' OR ${isWanted})` : isWanted
  })
  const lists = keyOrder.map((order, index) => [
    `:key_${index}`,
    JSON.stringify(wanted.flatMap((key) => wantedText(key[index] ?? null, order))),
  ])
  return { sql: `(${conditions.join(' AND ')})`, parameters: Object.fromEntries(lists) }
}

function wantedText(part: RawValue, order: KeyOrder): string[] {
  if (part === null || /\p{Surrogate}/u.test(part)) return []
  if (order === 'bytes') return [part]
  return /^[+-]?[0-9]+$/.test(part) ? [BigInt(part.replace(/^\+/, '')).toString()] : []
}
