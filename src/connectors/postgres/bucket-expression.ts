import type { KeyOrder } from '../../domain/record.ts'
import type { Bucketing } from '../contract.ts'
import { cellExpression, integerExpression, isNativeInteger, textExpression } from './cell-expression.ts'
import type { PostgresColumn } from './describe-columns.ts'

/** One part of a key and how it is compared. */
export interface KeyColumn {
  readonly column: PostgresColumn
  readonly order: KeyOrder
}

/** A record's bucket as a bigint; null where a part of the key is null, empty, or no integer where one is due. */
export function bucketExpression(bucketing: Bucketing, keys: readonly KeyColumn[]): string {
  if (bucketing.kind === 'ranges') return `(${cellExpression(keys[0]!.column)}::int8 / ${bucketing.width})`
  const hash = `('x' || substr(md5(convert_to(${keyText(keys)}, 'UTF8')), 1, 8))::bit(32)::int8`
  return `CASE WHEN ${hasKey(keys)} THEN ${hash} % ${bucketing.count} END`
}

/** Parts with their lengths, so that no two keys have one text. */
export function keyText(keys: readonly KeyColumn[]): string {
  const parts = keys.map((key) => `char_length(${partText(key)}) || ':' || ${partText(key)}`)
  return `(${parts.join(` || `)})`
}

function hasKey(keys: readonly KeyColumn[]): string {
  return keys.map((key) => `${partText(key)} <> ''`).join(' AND ')
}

/** What keys are compared by: an integer's value without sign and zeros it need not have, else the text. */
export function partText({ column, order }: KeyColumn): string {
  const text = textExpression(column)
  return order === 'integer' && !isNativeInteger(column) ? `(${integerExpression(text)})::text` : text
}
