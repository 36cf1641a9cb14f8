import { quoteIdentifier } from '../quote-identifier.ts'
import { quotePath, unescapeExpression } from './duckdb-text.ts'
import type { FileTable } from './file-table.ts'
import type { Staged } from './staged.ts'

const BUFFER_BYTES = 16 * 1024 * 1024

/** A file of COPY text at `path` as a relation; `files` are those that it was made of. */
export function stagedTable(
  path: string,
  files: readonly string[],
  { names, layout, longestRow }: Staged,
): FileTable {
  const short = layout === 'numbers-first'
  const cells = names.map((_, index) => (short ? `coalesce(c${index}, '\\N')` : `c${index}`))
  const texts = cells.map(unescapeExpression)
  const longestLine = Math.max(2 * 1024 * 1024, longestRow + 1)
  const cellColumns = names.map((_, index) => `c${index}`)
  const numbers = layout === 'cells-alone' ? [] : ['file', 'line']
  const columns = short ? [...numbers, ...cellColumns] : [...cellColumns, ...numbers]
  return {
    // No null text at all (the marker occurs in no cell), so that `\N` arrives as it stands.
    relation: `read_csv(${quotePath(path)}, auto_detect = false, header = false, delim = '\t', quote = '', escape = '',
      comment = '', nullstr = '\\Z', new_line = '\\n', null_padding = ${short}, max_line_size = ${longestLine},
      buffer_size = ${Math.max(BUFFER_BYTES, 2 * longestLine)},
      columns = {${columns.map((column) => `'${column}': 'VARCHAR'`).join(', ')}})`,
    columns: names.map((name, index) => ({
      name,
      type: null,
      nativeType: 'text',
      text: texts[index]!,
      cell: cells[index]!,
    })),
    // A column without a name cannot be said in SQL either.
    visible: names
      .flatMap((name, index) => (name === '' ? [] : [`${texts[index]} AS ${quoteIdentifier(name)}`]))
      .join(', '),
    place: { file: 'file', line: 'line', unit: 'line' },
    files,
  }
}
