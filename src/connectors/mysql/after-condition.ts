import type { KeyOrder } from '../../domain/record.ts'
import type { Condition } from './condition.ts'
import type { MysqlColumn } from './describe-columns.ts'
import { quoteName } from './quote-name.ts'

interface KeyColumn {
  readonly column: MysqlColumn
  readonly order: KeyOrder
}

/**
 * Records after a key, where its columns are integers that cannot be null: then their index serves. Any other scope stays
 * whole, as whoever reads it leaves out what comes before.
 */
export function afterCondition(key: readonly string[], keys: readonly KeyColumn[]): Condition {
  if (!keys.every((part, index) => isPlain(part, key[index]!)))
    return { sql: 'true', variables: {}, filter: null }
  const parts = keys.map(({ column }, index) => ({
    cell: quoteName(column.name),
    value: `CAST(@${variable(index)} AS ${column.isUnsigned ? 'UNSIGNED' : 'SIGNED'})`,
  }))
  const isAfter = parts.reduceRight(
    (rest, { cell, value }) => `(${cell} > ${value} OR (${cell} = ${value} AND ${rest}))`,
    'false',
  )
  const [first] = parts
  return {
    sql: `(${first!.cell} >= ${first!.value} AND ${isAfter})`,
    variables: Object.fromEntries(key.map((part, index) => [variable(index), part])),
    filter: null,
  }
}

function variable(index: number): string {
  return `counterfoil_after_${index}`
}

function isPlain({ column, order }: KeyColumn, part: string): boolean {
  if (!column.isInteger || column.isNullable || order !== 'integer') return false
  const value = BigInt(part)
  return column.isUnsigned ? value >= 0n && value < 2n ** 64n : value >= -(2n ** 63n) && value < 2n ** 63n
}
