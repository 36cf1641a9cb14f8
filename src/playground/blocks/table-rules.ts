import { isObject } from '../json.ts'
import { richText } from './rich-text-rules.ts'
import {
  also,
  choice,
  flag,
  integer,
  list,
  object,
  optional,
  type Rule,
  required,
  string,
  typed,
} from './rules.ts'

const MAX_COLUMNS = 20
/** Newer documents say 20,000 and 201 rows; the older limits hold everywhere. */
const MAX_CHARACTERS = 10_000
const MAX_DATA_ROWS = 101

const plainCells: Readonly<Record<string, Rule>> = {
  raw_text: object({ type: required(choice('raw_text')), text: required(string(3000)) }),
  raw_number: object({
    type: required(choice('raw_number')),
    value: required((value, at, problems) => {
      if (typeof value !== 'number') problems.push({ at, message: 'must be a number' })
    }),
    text: optional(string(3000)),
  }),
}

const cell = typed({ ...plainCells, rich_text: richText })
const rows = (max: number, min: number) => list(list(cell, MAX_COLUMNS), max, min)

/** The simple table: the first row is the header. */
export const table = object({
  type: required(choice('table')),
  block_id: optional(string(255)),
  rows: required(rows(100, 1)),
  column_settings: optional(
    list(
      object({ align: optional(choice('left', 'center', 'right')), is_wrapped: optional(flag) }),
      MAX_COLUMNS,
      0,
    ),
  ),
})

/** The table with pages, a caption and a strict shape. */
export const dataTable = also(
  also(
    object({
      type: required(choice('data_table')),
      block_id: optional(string(255)),
      caption: required(string(3000)),
      rows: required(rows(MAX_DATA_ROWS, 2)),
      page_size: optional(integer(1, 100)),
      row_header_column_index: optional(integer(0, MAX_COLUMNS - 1)),
    }),
    (value) => checkShape(rowsOf(value.rows)),
  ),
  (value) =>
    countCharacters(rowsOf(value.rows)) > MAX_CHARACTERS
      ? `must be less than ${MAX_CHARACTERS + 1} characters in all cells`
      : null,
)

function rowsOf(rows: unknown): unknown[][] {
  return Array.isArray(rows) ? rows.filter((row) => Array.isArray(row)) : []
}

function checkShape(rows: unknown[][]): string | null {
  const [header = []] = rows
  if (header.some((each) => isObject(each) && each.type === 'rich_text'))
    return 'the header cannot be rich_text'
  return rows.some((row) => row.length !== header.length)
    ? 'all rows must have the same number of cells'
    : null
}

function countCharacters(rows: unknown[][]): number {
  let count = 0
  for (const each of rows.flat()) {
    if (isObject(each)) count += String(each.text ?? each.value ?? JSON.stringify(each.elements ?? '')).length
  }
  return count
}
