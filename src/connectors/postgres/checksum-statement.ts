import type { ChecksumRequest } from '../contract.ts'
import { bucketExpression, keyText } from './bucket-expression.ts'
import { cellExpression, textExpression } from './cell-expression.ts'
import type { CheckedSide } from './checked-side.ts'
import { fromClause, type PostgresColumn } from './describe-columns.ts'
import { OID } from './field-type.ts'

/**
 * Writes the statement that makes one row a bucket: bucket, rows, checksum, whether a key occurs more than once, sums.
 * Sums of hashes never cancel out as XOR does where a row occurs twice.
 */
export function checksumStatement(name: string, request: ChecksumRequest, side: CheckedSide): string {
  const keys = request.keyOrder.map((order, index) => ({ column: side.columns[index]!, order }))
  const summed = request.summedCells.map((cell) => side.columns[cell]!)
  const inner = [
    `${bucketExpression(request.bucketing, keys)} AS counterfoil_bucket`,
    `${hashExpression(request.dialect, side.columns)} AS counterfoil_hash`,
    ...(side.hasUniqueKey ? [] : [`${keyText(keys)} COLLATE "C" AS counterfoil_key`]),
    ...summed.map((column, index) => `${exactNumber(column)} AS counterfoil_sum_${index}`),
  ]
  const outer = [
    'counterfoil_bucket',
    'count(*)',
    'sum(counterfoil_hash)',
    side.hasUniqueKey ? 'false' : 'count(*) > count(DISTINCT counterfoil_key)',
    ...summed.map((_, index) => `sum(counterfoil_sum_${index})`),
  ]
  return (
    `SELECT ${outer.join(', ')}\nFROM (SELECT ${inner.join(', ')}\nFROM ${fromClause(name, request.location)}) AS side\n` +
    'GROUP BY counterfoil_bucket ORDER BY counterfoil_bucket NULLS FIRST'
  )
}

/**
 * Sixty bits or more of a record. The native way takes the row as COPY would write it, cell by cell; the other is the
 * same in every engine: each cell's length in characters, a colon and its text, `N` for a null.
 */
export function hashExpression(dialect: string, columns: readonly PostgresColumn[]): string {
  if (dialect !== 'md5') return `hashtextextended(ROW(${columns.map(cellExpression).join(', ')})::text, 0)`
  const cells = columns.map((column) => {
    const text = textExpression(column)
    return `coalesce(char_length(${text}) || ':' || ${text}, 'N')`
  })
  return `('x0' || substr(md5(convert_to(concat(${cells.join(', ')}), 'UTF8')), 1, 15))::bit(64)::int8`
}

/** Floats are added up by their text: exactly, and in any order. */
export function exactNumber(column: PostgresColumn): string {
  const isFloat = column.oid === OID.float4 || column.oid === OID.float8
  return isFloat ? `${textExpression(column)}::numeric` : cellExpression(column)
}
