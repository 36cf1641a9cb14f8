import { CounterfoilError } from '../../domain/errors.ts'
import type { KeyOrder } from '../../domain/record.ts'
import type { ReadRequest } from '../contract.ts'
import {
  bytesExpression,
  cellExpression,
  hasTextOfItsOwn,
  integerText,
  textExpression,
} from './cell-expression.ts'
import type { Condition } from './condition.ts'
import { fromClause, type MysqlColumn } from './describe-columns.ts'
import { hashExpression } from './hash-expression.ts'
import { quoteName } from './quote-name.ts'
import type { RowFilter } from './row-encoder.ts'
import { scopeCondition } from './scope-condition.ts'

/** The statement that a side is read by, and the values it reads from variables of the session. */
export interface SelectStatement {
  readonly sql: string
  readonly variables: Condition['variables']
  /** Asks how long the longest key is; null where no key is longer than what the server sorts by anyway. */
  readonly keyLengthSql: string | null
  readonly filter: RowFilter | null
}

/** What the server said about a side: the columns of the request in its order, the scope's column. */
export interface DescribedSide {
  readonly columns: readonly MysqlColumn[]
  readonly scopeColumn: MysqlColumn | null
}

/** A server sorts by so many bytes of a value unless told otherwise (max_sort_length). */
const SORTED_BYTES = 1024

/** Writes the ordered SELECT of a read. */
export function selectStatement(name: string, request: ReadRequest, side: DescribedSide): SelectStatement {
  const keys = request.keyOrder.map((order, index) => ({ column: side.columns[index]!, order }))
  for (const { column } of keys) refuseFloat(name, column)
  const scope = scopeCondition(name, request.scope, { keys, scopeColumn: side.scopeColumn })
  const from = `${fromClause(name, request.location)}\nAND ${scope.sql}`
  // Aliases nobody else uses, so that ORDER BY means the columns of the table and not those of the list.
  const list = listCells(request, side.columns).map((cell, index) => `${cell} AS counterfoil_${index}`)
  if (scope.filter) list.push(`${textExpression(side.scopeColumn!)} AS counterfoil_scope`)
  const terms = keys.map((key) => orderTerms(key.column, key.order))
  // Where parts are equal by value (`007` and `7`) all of the key decides before their texts do.
  const order = [...terms.flatMap(({ first }) => first), ...terms.flatMap(({ ties }) => ties)]
  return {
    sql: `SELECT ${list.join(', ')}\nFROM ${from}\nORDER BY ${order.join(', ')}`,
    variables: scope.variables,
    keyLengthSql: keyLengthSql(
      keys.map(({ column }) => column),
      from,
    ),
    filter: scope.filter,
  }
}

/** A record too long for a hash has another one each time, so that it is never taken for the same. */
function listCells({ keyOrder, hashedBy }: ReadRequest, columns: readonly MysqlColumn[]): string[] {
  if (hashedBy === undefined) return columns.map(cellExpression)
  const keys = columns.slice(0, keyOrder.length).map(cellExpression)
  return [...keys, `COALESCE(CONCAT(${hashExpression(columns)}), CONCAT(UUID()))`]
}

interface OrderTerms {
  readonly first: readonly string[]
  readonly ties: readonly string[]
}

/** Nulls come first in MySQL. A plain column wherever that gives the right order, so that its index serves. */
function orderTerms(column: MysqlColumn, order: KeyOrder): OrderTerms {
  const name = quoteName(column.name)
  const nullsLast = (term: string) => (column.isNullable ? [`${name} IS NULL`, term] : [term])
  const bytes = nullsLast(sortsLikeItsText(column) ? name : bytesExpression(column))
  if (order === 'bytes') return { first: bytes, ties: [] }
  if (column.isInteger) return { first: nullsLast(name), ties: column.isZerofill ? bytes : [] }
  const { isInteger, isNegative, digits } = integerText(column)
  const number = (value: string) => `CASE WHEN ${isInteger} THEN ${value} END`
  return {
    first: [
      `CASE WHEN ${isInteger} THEN 0 ELSE 1 END`,
      number(`CASE WHEN ${isNegative} THEN -LENGTH(${digits}) ELSE LENGTH(${digits}) END`),
      number(`CASE WHEN ${isNegative} THEN NULL ELSE ${digits} END`),
      `${number(`CASE WHEN ${isNegative} THEN ${digits} END`)} DESC`,
    ],
    ties: bytes,
  }
}

/** Bytes sort like their hex digits, and such a collation like UTF-8, without treating blanks at the end apart. */
function sortsLikeItsText(column: MysqlColumn): boolean {
  return column.format === 'hex' || /^utf8mb4_(nopad_bin|0900_bin)$/.test(column.collation ?? '')
}

function keyLengthSql(columns: readonly MysqlColumn[], from: string): string | null {
  const long = columns.filter((column) => column.maxBytes > SORTED_BYTES && !column.isInteger)
  if (long.length === 0) return null
  return `SELECT GREATEST(${['0', ...long.map((column) => `COALESCE(MAX(LENGTH(${bytesExpression(column)})), 0)`)].join(', ')}) FROM ${from}`
}

function refuseFloat(name: string, column: MysqlColumn): void {
  if (!hasTextOfItsOwn(column)) return
  throw new CounterfoilError(
    'source-query',
    `${name}: the key "${column.name}" is a float, which has no exact text; cast it to decimal in a query.`,
  )
}
