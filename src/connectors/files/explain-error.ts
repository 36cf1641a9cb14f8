import { CounterfoilError, type ErrorCode } from '../../domain/errors.ts'
import type { FileTable } from './file-table.ts'
import { NO_DATE, PLACE_SEPARATOR } from './sort-statement.ts'

/** What of a source its errors name. */
interface NamedSource {
  readonly name: string
  readonly settings: { readonly path: string }
}

/** What DuckDB's errors mean for a source, and what to do about them. */
const DUCKDB_ERRORS: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [
    /No space left|max_temp_directory_size|EFBIG|file too large|EDQUOT|quota exceeded/i,
    'source-incomplete',
    'make room on the disk of the data folder, then run again',
  ],
  [/^Out of Memory/, 'source-incomplete', 'give the machine more memory, or compare fewer columns at once'],
  [/invalid (string )?encoding|unicode|utf-?8/i, 'source-encoding', 'write the file with text in UTF-8'],
  [
    /^(Parser|Binder|Catalog|Conversion|Syntax|Invalid Type)/,
    'source-query',
    'check the where of the side; it is SQL of DuckDB',
  ],
]

/** Why reading files failed. Errors with a sentence of their own pass. */
export function explainFilesError(
  source: NamedSource,
  table: FileTable | null,
  cause: unknown,
): CounterfoilError {
  if (cause instanceof CounterfoilError) return cause
  const full = (cause instanceof Error ? cause.message : String(cause)).replace(/^Failed to [a-z ]+: /, '')
  if (table && full.includes(NO_DATE)) return explainNoDate(source, table, full)
  const message = full.split('\n\n')[0]!.replace(/[.\s]+$/, '')
  const known = DUCKDB_ERRORS.find(([pattern]) => pattern.test(full))
  const code = known?.[1] ?? 'source-incomplete'
  const remedy = known?.[2] ?? 'write the file again to its end'
  const place =
    known?.[1] === 'source-query' || message.includes(source.settings.path)
      ? ''
      : ` (${source.settings.path})`
  return new CounterfoilError(code, `${source.name}: ${message}${place}; ${remedy}.`, { cause })
}

function explainNoDate(source: NamedSource, table: FileTable, message: string): CounterfoilError {
  const [, file = '', line = '', ...value] = message.slice(message.indexOf(NO_DATE)).split(PLACE_SEPARATOR)
  const path = table.place.unit === 'line' ? table.files[Number(file)] : file
  return new CounterfoilError(
    'source-query',
    `${source.name}: ${path} ${table.place.unit} ${line}: ${JSON.stringify(value.join(PLACE_SEPARATOR))} in the dateColumn is no date; correct it, or leave the row out with a where.`,
  )
}
