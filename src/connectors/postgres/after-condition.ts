import { quoteIdentifier } from '../quote-identifier.ts'
import type { KeyColumn } from './bucket-expression.ts'
import { byteOrder, integerExpression, isNativeInteger, textExpression } from './cell-expression.ts'
import { OID } from './field-type.ts'
import type { ScopeCondition } from './scope-condition.ts'

/**
 * Records after a key, and all whose key is none. A plain comparison of the columns where all are integers that cannot
 * be null, so that their index serves. What the server cannot write or hold as a key leaves the scope whole.
 */
export function afterCondition(
  key: readonly string[],
  keys: readonly KeyColumn[],
  encoding: string,
): ScopeCondition {
  const isAscii = key.every((part) => /^\p{ASCII}*$/u.test(part) && !part.includes('\0'))
  if (!isAscii && (encoding !== 'UTF8' || key.some((part) => /\0|\p{Surrogate}/u.test(part))))
    return { sql: 'true', settings: {} }
  const settings = { 'counterfoil.after': JSON.stringify(key) }
  const parts = keys.map((column, index) => ({ ...column, raw: wanted(index), text: key[index]! }))
  if (parts.every(isPlain)) {
    const cells = parts.map(({ column }) => quoteIdentifier(column.name)).join(', ')
    return { sql: `(${cells}) > (${parts.map(({ raw }) => `${raw}::int8`).join(', ')})`, settings }
  }
  const isAfter = parts.reduceRight((rest, part) => {
    const { after, same } = comparisons(part, encoding)
    return `(${after} OR (${same} AND ${rest}))`
  }, 'false')
  return { sql: `(${[isAfter, ...parts.flatMap(isNone)].join(' OR ')})`, settings }
}

interface Part extends KeyColumn {
  /** The part of the wanted key in SQL, and as it is. */
  readonly raw: string
  readonly text: string
}

function wanted(index: number): string {
  return `(current_setting('counterfoil.after')::json ->> ${index})`
}

function isPlain({ column, order, text }: Part): boolean {
  return isNativeInteger(column) && order === 'integer' && column.isNotNull && sizeOf(text) === 'fits'
}

function comparisons(part: Part, encoding: string): { readonly after: string; readonly same: string } {
  const { column, order, raw, text } = part
  const cell = quoteIdentifier(column.name)
  const compared = (left: string, right: string) => ({
    after: `${left} > ${right}`,
    same: `${left} = ${right}`,
  })
  if (order === 'integer' && !isNativeInteger(column))
    return compared(integerExpression(textExpression(column)), `${raw}::numeric`)
  if (order === 'integer') {
    const size = sizeOf(text)
    if (size === 'fits') return compared(cell, `${raw}::int8`)
    return { after: String(size === 'too small'), same: 'false' }
  }
  if (column.oid === OID.uuid && UUID.test(text)) return compared(cell, `${raw}::uuid`)
  return compared(byteOrder(textExpression(column), encoding), byteOrder(raw, encoding))
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Another side's integers may be larger than a bigint. */
function sizeOf(text: string): 'fits' | 'too small' | 'too large' {
  const value = BigInt(text)
  if (value < -(2n ** 63n)) return 'too small'
  return value < 2n ** 63n ? 'fits' : 'too large'
}

/** No part of a key: such a record comes along wherever it stands. */
function isNone({ column, order }: Part): string[] {
  if (isNativeInteger(column) || column.oid === OID.uuid)
    return column.isNotNull ? [] : [`${quoteIdentifier(column.name)} IS NULL`]
  const text = textExpression(column)
  if (order === 'integer') return [`(${integerExpression(text)}) IS NULL`]
  return [`coalesce(${text}, '') COLLATE "C" = ''`]
}
