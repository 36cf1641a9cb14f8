import type { KeyOrder } from '../../domain/record.ts'
import type { ReadRequest } from '../contract.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { afterCondition } from './after-condition.ts'
import {
  byteOrder,
  cellExpression,
  integerExpression,
  isNativeInteger,
  textExpression,
} from './cell-expression.ts'
import { hashExpression } from './checksum-statement.ts'
import { fromClause, type PostgresColumn } from './describe-columns.ts'
import { OID } from './field-type.ts'
import { type ScopeCondition, scopeCondition } from './scope-condition.ts'

/** The statement that a side is read by, and the values it reads from settings of the session. */
export interface SelectStatement {
  readonly sql: string
  readonly settings: ScopeCondition['settings']
}

/** What the server said about a side: the columns of the request in its order, the scope's column, its encoding. */
export interface DescribedSide {
  readonly columns: readonly PostgresColumn[]
  readonly dateColumn: PostgresColumn | null
  readonly encoding: string
}

/** Writes the ordered SELECT of a read. */
export function selectStatement(name: string, request: ReadRequest, side: DescribedSide): SelectStatement {
  const keys = request.keyOrder.map((order, index) => ({ column: side.columns[index]!, order }))
  const scope =
    request.scope.kind === 'after'
      ? afterCondition(request.scope.key, keys, side.encoding)
      : scopeCondition(request.scope, keys, side.dateColumn)
  // Aliases nobody else uses, so that ORDER BY means the columns of the table and not those of the list.
  const cells = listCells(request, side.columns).map((cell, index) => `${cell} AS counterfoil_${index}`)
  const terms = keys.map((key) => orderTerms(key.column, key.order, side.encoding))
  // Where parts are equal by value (`007` and `7`) all of the key decides before their texts do.
  const order = [...terms.map(([term]) => term), ...terms.flatMap(([, ...ties]) => ties)]
  return {
    sql: `SELECT ${cells.join(', ')}\nFROM ${fromClause(name, request.location)}\nAND ${scope.sql}\nORDER BY ${order.join(', ')}`,
    settings: scope.settings,
  }
}

function listCells({ keyOrder, hashedBy }: ReadRequest, columns: readonly PostgresColumn[]): string[] {
  if (hashedBy === undefined) return columns.map(cellExpression)
  return [...columns.slice(0, keyOrder.length).map(cellExpression), hashExpression(hashedBy, columns)]
}

/** Nulls come last by default. A plain column wherever that gives the right order, so that its index serves. */
function orderTerms(column: PostgresColumn, order: KeyOrder, encoding: string): string[] {
  const identifier = quoteIdentifier(column.name)
  const bytes = byteOrder(textExpression(column), encoding)
  if (order === 'bytes') return [column.oid === OID.uuid ? identifier : bytes]
  return isNativeInteger(column) ? [identifier] : [integerExpression(textExpression(column)), bytes]
}
