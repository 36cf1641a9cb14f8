import type { ChecksumRequest } from '../contract.ts'
import { fromClause, type MysqlColumn } from './describe-columns.ts'
import { TYPE } from './field-type.ts'
import { bucketExpression, hashExpression, keyText } from './hash-expression.ts'
import { quoteName } from './quote-name.ts'

/** What the server said about a side, for its checksums. */
export interface CheckedSide {
  /** Columns of the request in its order. */
  readonly columns: readonly MysqlColumn[]
  /** An index of the table sees to it that no key occurs twice. */
  readonly hasUniqueKey: boolean
}

/**
 * Writes the statement that makes one row a bucket: bucket, rows, checksum, whether a key occurs more than once, sums. A
 * record that has no hash, too long for one, makes its bucket look as if a key occurred twice, so that it is read.
 */
export function checksumStatement(name: string, request: ChecksumRequest, side: CheckedSide): string {
  const keys = request.keyOrder.map((order, index) => ({ column: side.columns[index]!, order }))
  const summed = request.summedCells.map((cell) => side.columns[cell]!)
  const inner = [
    `${bucketExpression(request.bucketing, keys)} AS counterfoil_bucket`,
    `${hashExpression(side.columns)} AS counterfoil_hash`,
    ...(side.hasUniqueKey ? [] : [`MD5(${keyText(keys)}) AS counterfoil_key`]),
    ...summed.map((column, index) => `${exactNumber(column)} AS counterfoil_sum_${index}`),
  ]
  const hashed = 'COUNT(*) > COUNT(counterfoil_hash)'
  const outer = [
    'counterfoil_bucket',
    'COUNT(*)',
    'COALESCE(SUM(counterfoil_hash), 0)',
    side.hasUniqueKey ? hashed : `(${hashed} OR COUNT(*) > COUNT(DISTINCT counterfoil_key))`,
    ...summed.map((_, index) => `SUM(counterfoil_sum_${index})`),
  ]
  // Nulls come first in MySQL.
  return (
    `SELECT ${outer.join(', ')}\nFROM (SELECT ${inner.join(', ')}\nFROM ${fromClause(name, request.location)}) AS counterfoil_side\n` +
    'GROUP BY counterfoil_bucket ORDER BY counterfoil_bucket'
  )
}

/** Digits of a decimal that a sum has room for: it has 65, and 22 of them are for what many add up to. */
const MAX_SUMMED_DIGITS = 43

/** Whether the server adds a column up exactly: a double it would round. */
export function isSummedExactly(column: MysqlColumn): boolean {
  if (column.columnType === TYPE.decimal || column.columnType === TYPE.newDecimal) {
    return column.maxBytes <= MAX_SUMMED_DIGITS
  }
  return column.isInteger || column.columnType === TYPE.bit || column.nativeType === 'year'
}

function exactNumber(column: MysqlColumn): string {
  return column.columnType === TYPE.bit ? `${quoteName(column.name)} + 0` : quoteName(column.name)
}
