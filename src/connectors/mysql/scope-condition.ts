import type { KeyOrder, RawValue } from '../../domain/record.ts'
import type { SideScope } from '../contract.ts'
import { afterCondition } from './after-condition.ts'
import { bytesExpression, integerText } from './cell-expression.ts'
import type { Condition } from './condition.ts'
import type { MysqlColumn } from './describe-columns.ts'
import { bucketExpression, type KeyColumn } from './hash-expression.ts'
import { quoteName } from './quote-name.ts'
import { timeCondition } from './time-condition.ts'

export function scopeCondition(
  name: string,
  scope: SideScope,
  { keys, scopeColumn }: { keys: readonly KeyColumn[]; scopeColumn: MysqlColumn | null },
): Condition {
  if (scope.kind === 'keys') return keysCondition(scope.keys, keys)
  if (scope.kind === 'after') return afterCondition(scope.key, keys)
  if (scope.kind === 'buckets') return bucketsCondition(scope, keys)
  if (scope.kind === 'everything' || !scopeColumn) return { sql: 'true', variables: {}, filter: null }
  return timeCondition(name, scope, scopeColumn)
}

/** Below every bucket, in the place of null, so that the server looks each record's bucket up in one list. */
const NO_BUCKET = -(2n ** 63n)

function bucketsCondition(
  { bucketing, wanted }: Extract<SideScope, { kind: 'buckets' }>,
  keys: readonly KeyColumn[],
): Condition {
  const bucket = `CAST(COALESCE(${bucketExpression(bucketing, keys)}, ${NO_BUCKET}) AS SIGNED)`
  return {
    sql: `${bucket} IN (SELECT wanted.bucket
      FROM JSON_TABLE(@counterfoil_buckets, '$[*]' COLUMNS (bucket BIGINT PATH '$')) AS wanted)`,
    variables: { counterfoil_buckets: `[${wanted.map((one) => one ?? NO_BUCKET).join(',')}]` },
    filter: null,
  }
}

function keysCondition(wanted: readonly (readonly RawValue[])[], keys: readonly KeyColumn[]): Condition {
  const parts = keys.map((key) => keyPart(key))
  const list = wanted.flatMap((key) => {
    const written = parts.map((part, index) => part.write(key[index] ?? null))
    return written.includes(null) ? [] : [written as string[]]
  })
  if (list.length === 0) return { sql: 'false', variables: {}, filter: null }
  const columns = parts.map(({ sqlType }, index) => {
    const longest = list.reduce((length, key) => Math.max(length, key[index]!.length), 1)
    return `k${index} ${sqlType(longest)} PATH '$[${index}]'`
  })
  const pairs = parts.flatMap(({ pairs }, index) => pairs(`wanted.k${index}`))
  return {
    sql: `(${pairs.map(([cell]) => cell).join(', ')}) IN (SELECT ${pairs.map(([, key]) => key).join(', ')}
      FROM JSON_TABLE(@counterfoil_keys, '$[*]' COLUMNS (${columns.join(', ')})) AS wanted)`,
    variables: { counterfoil_keys: writeList(list, parts) },
    filter: null,
  }
}

/** As JSON; numbers as such, since what text becomes as a column of numbers each server says for itself. */
function writeList(list: readonly (readonly string[])[], parts: readonly KeyPart[]): string {
  const keys = list.map((key) => {
    const written = key.map((part, index) => (parts[index]!.isNumber ? part : JSON.stringify(part)))
    return `[${written.join(',')}]`
  })
  return `[${keys.join(',')}]`
}

/** How one part of the wanted keys is compared with its column. */
interface KeyPart {
  /** It is written as a number of JSON. */
  readonly isNumber?: boolean
  /** The part as the list of keys has it; null where no record can have it. */
  write(part: RawValue): string | null
  sqlType(longest: number): string
  /** Expressions that are equal: of a record, of a wanted key. */
  pairs(key: string): readonly (readonly [cell: string, key: string])[]
}

/** Equal by value in integer order; else equal bytes, after the index of a text column has found what may be. */
function keyPart({ column, order }: KeyColumn): KeyPart {
  const name = quoteName(column.name)
  const sameBytes = (key: string) => [bytesExpression(column), `CAST(${key} AS BINARY)`] as const
  if (column.isInteger && (order === 'integer' || !column.isZerofill)) {
    return {
      isNumber: true,
      write: (part) => writeInteger(part, column, order),
      sqlType: () => (column.isUnsigned ? 'BIGINT UNSIGNED' : 'BIGINT'),
      pairs: (key) => [[name, key]],
    }
  }
  if (order === 'integer') {
    const { isInteger, isNegative, digits } = integerText(column)
    const value = `CASE WHEN ${isInteger} THEN CONCAT(CASE WHEN ${isNegative} THEN '-' ELSE '' END, ${digits}) END`
    return { write: normalInteger, sqlType: varchar, pairs: (key) => [[value, `CAST(${key} AS BINARY)`]] }
  }
  if (column.format === 'hex') {
    return {
      write: (part) => /^\\x((?:[0-9a-f]{2})*)$/.exec(part ?? '')?.[1] ?? null,
      sqlType: varchar,
      pairs: (key) => [[name, `UNHEX(${key})`]],
    }
  }
  const { charset, collation } = column
  return {
    write: possibleText,
    sqlType: varchar,
    pairs: (key) =>
      charset === null || collation === null
        ? [sameBytes(key)]
        : [[name, `CONVERT(${key} USING ${charset}) COLLATE ${collation}`], sameBytes(key)],
  }
}

/** Longer ones are no VARCHAR in every character set. */
const MAX_VARCHAR = 16_000

function varchar(longest: number): string {
  return longest > MAX_VARCHAR ? 'LONGTEXT' : `VARCHAR(${longest})`
}

/** Half a surrogate pair is no text. */
function possibleText(part: RawValue): string | null {
  return part === null || /\p{Surrogate}/u.test(part) ? null : part
}

/** The digits without zeros at the front, with the sign where there is one: zero is the empty text. */
function normalInteger(part: RawValue): string | null {
  const [, sign, digits] = /^([+-]?)([0-9]+)$/.exec(part ?? '') ?? []
  if (digits === undefined) return null
  const short = digits.replace(/^0+/, '')
  return short !== '' && sign === '-' ? `-${short}` : short
}

function writeInteger(part: RawValue, column: MysqlColumn, order: KeyOrder): string | null {
  const normal = normalInteger(part)
  if (normal === null) return null
  const value = BigInt(normal || '0')
  const [low, high] = column.isUnsigned ? [0n, 2n ** 64n] : [-(2n ** 63n), 2n ** 63n]
  if (value < low || value >= high) return null
  return order === 'integer' || String(value) === part ? String(value) : null
}
