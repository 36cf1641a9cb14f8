import { CounterfoilError } from '../../domain/errors.ts'
import type { KeyOrder } from '../../domain/record.ts'
import type { SideScope } from '../contract.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { bucketExpression, type KeyColumn } from './bucket-expression.ts'
import { integerExpression, isNativeInteger, textExpression } from './cell-expression.ts'
import { changedCondition } from './changed-condition.ts'
import type { PostgresColumn } from './describe-columns.ts'
import { OID } from './field-type.ts'

/**
 * A scope as a condition. COPY takes no parameters, so values travel as parameters of `set_config` into settings of
 * the transaction and are read back by `current_setting`: one path for one key and for 100,000, nothing spliced.
 */
export interface ScopeCondition {
  readonly sql: string
  readonly settings: Readonly<Record<string, string>>
}

export function scopeCondition(
  scope: SideScope,
  keys: readonly KeyColumn[],
  dateColumn: PostgresColumn | null,
): ScopeCondition {
  if (scope.kind === 'keys') return keysCondition(scope.keys, keys)
  if (scope.kind === 'buckets') return bucketsCondition(scope, keys)
  if (scope.kind === 'dates' && dateColumn) return datesCondition(scope, dateColumn)
  if (scope.kind === 'changed' && dateColumn) return changedCondition(scope, dateColumn)
  return { sql: 'true', settings: {} }
}

function keysCondition(
  wanted: readonly (readonly (string | null)[])[],
  keys: readonly KeyColumn[],
): ScopeCondition {
  // A null part matches nothing, and no column of PostgreSQL can hold a NUL or half a surrogate pair.
  const possible = wanted.filter((key) =>
    key.every((part) => part !== null && !/\0|\p{Surrogate}/u.test(part)),
  )
  // Names nobody else uses: a column of the side with the same name would be meant instead.
  const list = keys.flatMap(({ column }, index) => [
    `counterfoil_part ->> ${index} AS counterfoil_raw_${index}`,
    `${castKey(column, `counterfoil_part ->> ${index}`)} AS counterfoil_key_${index}`,
  ])
  const equal = keys.map(({ column, order }, index) => equalKey(column, order, index))
  return {
    sql: `EXISTS (SELECT FROM (SELECT ${list.join(', ')}
      FROM json_array_elements(current_setting('counterfoil.keys')::json) AS list (counterfoil_part)) AS wanted
      WHERE ${equal.join(' AND ')})`,
    settings: { 'counterfoil.keys': JSON.stringify(possible) },
  }
}

/** A wanted key part in its column's type, so that the column's index serves; null where it cannot be one. */
function castKey(column: PostgresColumn, part: string): string {
  if (isNativeInteger(column)) {
    return `CASE WHEN ${integerExpression(part)} BETWEEN -9223372036854775808 AND 9223372036854775807 THEN (${part})::int8 END`
  }
  if (column.oid === OID.uuid) {
    return `CASE WHEN ${part} ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' THEN (${part})::uuid END`
  }
  return part
}

/** Equal by value in integer order; else equal bytes, after the index of a text column has found what may be. */
function equalKey(column: PostgresColumn, order: KeyOrder, index: number): string {
  const cell = quoteIdentifier(column.name)
  const text = textExpression(column)
  const [key, raw] = [`counterfoil_key_${index}`, `counterfoil_raw_${index}`]
  const sameBytes = `(${text}) COLLATE "C" = ${raw}`
  if (isNativeInteger(column))
    return order === 'integer' ? `${cell} = ${key}` : `${cell} = ${key} AND ${sameBytes}`
  if (order === 'integer') return `${integerExpression(text)} = ${integerExpression(raw)}`
  if (column.oid === OID.uuid) return `${cell} = ${key} AND ${sameBytes}`
  if (column.oid === OID.text || column.oid === OID.varchar) return `${cell} = ${raw} AND ${sameBytes}`
  return sameBytes
}

function bucketsCondition(
  { bucketing, wanted }: Extract<SideScope, { kind: 'buckets' }>,
  keys: readonly KeyColumn[],
): ScopeCondition {
  const bucket = bucketExpression(bucketing, keys)
  const listed = `${bucket} IN (SELECT element::int8
    FROM json_array_elements_text(current_setting('counterfoil.buckets')::json) AS element)`
  const numbers = wanted.filter((one) => one !== null)
  return {
    sql: wanted.includes(null) ? `(${bucket} IS NULL OR ${listed})` : listed,
    settings: { 'counterfoil.buckets': `[${numbers.join(',')}]` },
  }
}

const DAY_ONLY = '^\\d{4}-\\d\\d-\\d\\d$'
const HAS_ZONE = ':\\d\\d(\\.\\d+)?\\s*([zZ]|UTC|[+-]\\d\\d(:?\\d\\d)?)$'

/**
 * Days are days of UTC, so that sides whose zones differ take in the same records: a value without a zone is read in
 * the side's zone and becomes an instant; a plain date is its own day. The coarse bounds let an index serve.
 */
function datesCondition(
  scope: Extract<SideScope, { kind: 'dates' }>,
  column: PostgresColumn,
): ScopeCondition {
  const cell = quoteIdentifier(column.name)
  const from = `current_setting('counterfoil.from')`
  const to = `current_setting('counterfoil.to')`
  const zone = `current_setting('counterfoil.zone')`
  const days = (value: string) => `(${value} >= ${from}::date AND ${value} <= ${to}::date)`
  const instants = (value: string) =>
    `(${value} >= ${from}::timestamptz AND ${value} < (${to}::date + 1)::timestamptz)`
  const settings = {
    'counterfoil.from': scope.from,
    'counterfoil.to': scope.to,
    'counterfoil.zone': scope.zone,
  }
  if (column.oid === OID.date) return { sql: days(cell), settings }
  if (column.oid === OID.timestamptz) return { sql: instants(cell), settings }
  if (column.oid === OID.timestamp) {
    const near = `(${cell} >= ${from}::date - 1 AND ${cell} < ${to}::date + 2)`
    return { sql: `${near} AND ${instants(`(${cell} AT TIME ZONE ${zone})`)}`, settings }
  }
  const text = `((${textExpression(column)}) COLLATE "C")`
  return {
    sql: `CASE WHEN ${text} = '' THEN false
      WHEN ${text} ~ '${DAY_ONLY}' THEN ${days(`${text}::date`)}
      WHEN ${text} ~ '${HAS_ZONE}' THEN ${instants(`${text}::timestamptz`)}
      ELSE ${instants(`(${text}::timestamp AT TIME ZONE ${zone})`)} END`,
    settings,
  }
}

/** Refuses a column that days or instants cannot be read from. `key`: what the config calls the column. */
export function checkDateColumn(name: string, key: 'dateColumn' | 'updatedAt', column: PostgresColumn): void {
  if (column.type === 'date' || column.type === 'timestamp' || column.type === 'text') return
  throw new CounterfoilError(
    'source-query',
    `${name}: the ${key} "${column.name}" is ${column.nativeType}; name a column that is a date, a timestamp or text.`,
  )
}
