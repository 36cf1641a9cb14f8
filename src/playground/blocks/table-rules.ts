import type { JsonObject } from '../json.ts'
import { block } from './block.ts'
import { countText } from './count-text.ts'
import { richText } from './rich-text-rules.ts'
import {
  also,
  choice,
  type Fault,
  flag,
  integer,
  list,
  number,
  object,
  optional,
  required,
  string,
  typed,
} from './rules.ts'

const MAX_COLUMNS = 20
/** Newer documents say 20,000 and 201 rows for a data_table; the older limits hold everywhere. */
const MAX_CHARACTERS = 10_000
const MAX_DATA_ROWS = 101

const cell = typed({
  raw_text: object({ type: required(choice('raw_text')), text: required(string()) }),
  raw_number: object({
    type: required(choice('raw_number')),
    value: required(number),
    text: optional(string()),
  }),
  rich_text: richText,
})
const rows = (max: number, min: number) => required(list(list(cell, MAX_COLUMNS), max, min))

const column = object({ align: optional(choice('left', 'center', 'right')), is_wrapped: optional(flag) })

/** The simple table: the first row is the header. */
export const table = also(
  block('table', { rows: rows(100, 1), column_settings: optional(list(column, MAX_COLUMNS, 0)) }),
  tooMuchText,
)

const dataTableParts = block('data_table', {
  caption: required(string()),
  rows: rows(MAX_DATA_ROWS, 2),
  page_size: optional(integer(1, 100)),
  row_header_column_index: optional(integer(0)),
})

/** The table with pages, a caption and a strict shape. */
export const dataTable = also(also(dataTableParts, wrongShape), tooMuchText)

function tooMuchText(value: JsonObject): Fault | null {
  if (countText(value.rows) <= MAX_CHARACTERS) return null
  return { path: '/rows', message: `must be less than ${MAX_CHARACTERS + 1} characters in all cells` }
}

function wrongShape(value: JsonObject): Fault | null {
  const rows = value.rows as JsonObject[][]
  const [header = []] = rows
  const formatted = header.findIndex((each) => each.type === 'rich_text')
  if (formatted !== -1) return { path: `/rows/0/${formatted}/type`, message: 'unsupported type: rich_text' }
  const uneven = rows.findIndex((row) => row.length !== header.length)
  if (uneven !== -1)
    return { path: `/rows/${uneven}`, message: 'must have the same number of cells as the header' }
  const index = Number(value.row_header_column_index ?? 0)
  if (index < header.length) return null
  return { path: '/row_header_column_index', message: `must be less than ${header.length}` }
}
