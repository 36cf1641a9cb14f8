import { CounterfoilError } from '../../domain/errors.ts'
import type { FieldType } from '../../domain/record.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { escapeExpression, quotePath } from './duckdb-text.ts'
import type { FileColumn, FileTable } from './file-table.ts'
import type { FilesSource } from './find-files.ts'

/** Describes Parquet files, which must all have the same columns. DuckDB reads them where they are. */
export async function parquetTable(source: FilesSource, files: readonly string[]): Promise<FileTable> {
  const scratch = await source.scratch()
  let first: (string | null)[][] | null = null
  for (const file of files) {
    const rows = await scratch.rows(`DESCRIBE SELECT * FROM read_parquet(${quotePath(file)})`)
    const columns = rows.map(([name, type]) => [name!, type!])
    first ??= columns
    if (JSON.stringify(columns) !== JSON.stringify(first)) throw unlike(source, file, files[0]!)
  }
  const list = files.map(quotePath).join(', ')
  return {
    relation: `read_parquet([${list}], filename = 'counterfoil_file', file_row_number = true)`,
    columns: (first ?? []).map(([name, type]) => parquetColumn(name!, type!)),
    visible: '*',
    place: { file: 'counterfoil_file', line: 'file_row_number + 1', unit: 'row' },
    files,
  }
}

function parquetColumn(name: string, nativeType: string): FileColumn {
  const text = textExpression(quoteIdentifier(name), nativeType)
  return { name, type: parquetFieldType(nativeType), nativeType, text, cell: escapeExpression(text) }
}

function parquetFieldType(type: string): FieldType {
  if (isNested(type) || type === 'JSON') return 'json'
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return 'integer'
  if (/^(DECIMAL|FLOAT$|DOUBLE$)/.test(type)) return 'decimal'
  if (type === 'BOOLEAN') return 'boolean'
  if (type === 'DATE') return 'date'
  return type.startsWith('TIMESTAMP') ? 'timestamp' : 'text'
}

/** A value's text as PostgreSQL would write it: shortest floats that read back exactly, UTC, ISO, hex bytes. */
function textExpression(column: string, type: string): string {
  if (isNested(type)) return `to_json(${column})::VARCHAR`
  if (type === 'BLOB') return `'\\x' || lower(hex(${column}))`
  if (type === 'DATE' || type.startsWith('TIMESTAMP')) {
    // DuckDB writes `0044-03-15 (BC) 10:00:00`.
    return `regexp_replace(${column}::VARCHAR, ' \\(BC\\)(.*)$', '\\1 BC')`
  }
  return `${column}::VARCHAR`
}

function isNested(type: string): boolean {
  return /^(STRUCT|MAP|UNION)\(/.test(type) || type.endsWith(']')
}

function unlike(source: FilesSource, file: string, first: string): CounterfoilError {
  return new CounterfoilError(
    'source-query',
    `${source.name}: ${file} has other columns or types than ${first}; write a path that matches files of one kind.`,
  )
}
