import type { MysqlColumn } from './describe-columns.ts'
import { ANY_DECIMALS, TYPE } from './field-type.ts'
import { quoteName } from './quote-name.ts'

/** Character sets whose every stored byte has a place in Unicode. */
const WHOLE_CHARSETS = ['utf8mb4', 'utf8mb3', 'utf8', 'latin1', 'ucs2', 'utf16', 'utf16le', 'utf32']

/** What is selected of a column. Most types come as the server writes them. */
export function cellExpression(column: MysqlColumn): string {
  const name = quoteName(column.name)
  if (column.columnType === TYPE.bit) return `${name} + 0`
  // A double has all digits of a float, which itself is written with six.
  if (column.format === 'float') return `${name} + 0e0`
  if (column.charset === null || WHOLE_CHARSETS.includes(column.charset)) return name
  // A byte without a place in Unicode would silently become a question mark: make it a byte that no text has.
  const text = `CONVERT(${name} USING utf8mb4)`
  const back = `CAST(CONVERT(${text} USING ${column.charset}) AS BINARY)`
  return `IF(${back} <=> CAST(${name} AS BINARY), CAST(${text} AS BINARY), 0xFF)`
}

/** A cell's text as it arrives, in UTF-8 and compared by code points; equal ones may still differ in blanks at the end. */
export function textExpression(column: MysqlColumn): string {
  return `CONVERT(${textOf(column)} USING utf8mb4) COLLATE utf8mb4_bin`
}

/** A cell's text as bytes of UTF-8, which sort and compare as they are. */
export function bytesExpression(column: MysqlColumn): string {
  return `CAST(CONVERT(${textOf(column)} USING utf8mb4) AS BINARY)`
}

function textOf(column: MysqlColumn): string {
  const name = quoteName(column.name)
  if (column.format === 'hex') return `CONCAT('\\\\x', LOWER(HEX(${name})))`
  if (column.format === 'instant') return `CONCAT(${name}, '+00')`
  if (column.columnType === TYPE.bit) return `${name} + 0`
  return name
}

/** Whether the server cannot write a cell's text: a float's is made after it has arrived. */
export function hasTextOfItsOwn(column: MysqlColumn): boolean {
  return column.columnType === TYPE.float && column.decimals === ANY_DECIMALS
}

/** Whether bytes of a text may have no place in Unicode: a read fails at such a one, and a hash would pass it by. */
export function hasUncertainText({ format, charset }: MysqlColumn): boolean {
  return format === 'text' && charset !== null && !WHOLE_CHARSETS.includes(charset)
}

/** Parts of a text that is an integer, however long. */
export interface IntegerText {
  readonly isInteger: string
  readonly isNegative: string
  /** Without sign and zeros at the front; empty for zero. */
  readonly digits: string
}

export function integerText(column: MysqlColumn): IntegerText {
  const text = textExpression(column)
  const unsigned = `(CASE WHEN LEFT(${text}, 1) IN ('+', '-') THEN SUBSTRING(${text}, 2) ELSE ${text} END)`
  const digits = `TRIM(LEADING '0' FROM ${unsigned})`
  return {
    // No `$`, which lets a newline at the end pass.
    isInteger: `(${unsigned} <> '' AND ${unsigned} NOT REGEXP '[^0-9]')`,
    isNegative: `(LEFT(${text}, 1) = '-' AND ${digits} <> '')`,
    digits: `CAST(${digits} AS BINARY)`,
  }
}
