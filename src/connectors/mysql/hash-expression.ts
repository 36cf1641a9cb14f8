import type { KeyOrder } from '../../domain/record.ts'
import type { Bucketing } from '../contract.ts'
import { hasTextOfItsOwn, hasUncertainText, integerText, textExpression } from './cell-expression.ts'
import type { MysqlColumn } from './describe-columns.ts'
import { quoteName } from './quote-name.ts'

/** One part of a key and how it is compared. */
export interface KeyColumn {
  readonly column: MysqlColumn
  readonly order: KeyOrder
}

/**
 * Sixty bits of a record, the same as in every engine: each cell's length in characters, a colon and its text, `N` for a
 * null. Null where the server gave up because the text is longer than its max_allowed_packet.
 */
export function hashExpression(columns: readonly MysqlColumn[]): string {
  const cells = columns.map((column) => {
    const text = textExpression(column)
    return `IF(${quoteName(column.name)} IS NULL, 'N', CONCAT(CHAR_LENGTH(${text}), ':', ${text}))`
  })
  return firstDigits(`CONCAT(${cells.join(', ')})`, 15)
}

/** Whether the server can write the text of all these columns as a read hands it out. */
export function areHashable(columns: readonly MysqlColumn[]): boolean {
  return columns.every((column) => !hasTextOfItsOwn(column) && !hasUncertainText(column))
}

/** A record's bucket; null where a part of the key is null, empty, or no integer where one is due. */
export function bucketExpression(bucketing: Bucketing, keys: readonly KeyColumn[]): string {
  if (bucketing.kind === 'ranges') return `(${quoteName(keys[0]!.column.name)} DIV ${bucketing.width})`
  const hasKey = keys.map((key) => `CHAR_LENGTH(${partText(key)}) > 0`).join(' AND ')
  return `CASE WHEN ${hasKey} THEN ${firstDigits(keyText(keys), 8)} % ${bucketing.count} END`
}

/** Parts with their lengths, so that no two keys have one text. */
export function keyText(keys: readonly KeyColumn[]): string {
  const parts = keys.map((key) => `CHAR_LENGTH(${partText(key)}), ':', ${partText(key)}`)
  return `CONCAT(${parts.join(', ')})`
}

/** The first hex digits of the MD5 of a text's UTF-8 as a number. */
function firstDigits(text: string, count: number): string {
  return `CAST(CONV(LEFT(MD5(${text}), ${count}), 16, 10) AS UNSIGNED)`
}

/** What keys are compared by: an integer's value without sign and zeros it need not have, else the text. */
function partText({ column, order }: KeyColumn): string {
  if (order !== 'integer') return textExpression(column)
  if (column.isInteger) return `CONVERT(${quoteName(column.name)} + 0 USING utf8mb4)`
  const { isInteger, isNegative, digits } = integerText(column)
  const shown = `IF(LENGTH(${digits}) = 0, '0', CONVERT(${digits} USING utf8mb4))`
  return `CASE WHEN ${isInteger} THEN CONCAT(IF(${isNegative}, '-', ''), ${shown}) END`
}
