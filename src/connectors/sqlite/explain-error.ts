import { CounterfoilError } from '../../domain/errors.ts'
import { didYouMean } from '../../domain/nearest-name.ts'

/** What is known of a side when reading it failed. */
interface FailedRead {
  readonly name: string
  readonly path: string
  /** Tables and views of the database, where they could be read. */
  readonly tables: readonly string[]
}

/** Why SQLite failed. Errors with a sentence of their own pass. */
export function explainSqliteError({ name, path, tables }: FailedRead, cause: unknown): CounterfoilError {
  if (cause instanceof CounterfoilError) return cause
  const message = (cause instanceof Error ? cause.message : String(cause)).replace(/[.\s]+$/, '')
  const missing = /^no such table: (?:main\.|temp\.)?(.*)$/s.exec(message)?.[1]
  if (missing !== undefined) {
    const known = tables.length === 0 ? 'none' : tables.slice(0, 20).join(', ')
    const sentence = `${name}: ${path} has no table "${missing}"${didYouMean(missing, tables)}; it has ${known}.`
    return new CounterfoilError('source-missing', sentence, { cause })
  }
  if (
    /disk image is malformed|malformed database schema|not a database|disk I\/O|unsupported file format|the write-ahead log/.test(
      message,
    )
  ) {
    const remedy = 'it is damaged or cut short: copy it again, and check it with PRAGMA integrity_check'
    return new CounterfoilError('source-incomplete', `${name}: ${path}: ${message}; ${remedy}.`, { cause })
  }
  if (/^out of memory|Aborted\(OOM\)|string or blob too big/.test(message)) {
    const remedy = 'SQLite has 2 GB to sort and group in: select fewer columns or rows in the query'
    return new CounterfoilError('source-incomplete', `${name}: ${path}: ${message}; ${remedy}.`, { cause })
  }
  if (/^the thread that reads it|^Aborted|database is locked/.test(message)) {
    return new CounterfoilError('source-incomplete', `${name}: ${path}: ${message}; run again.`, { cause })
  }
  const remedy = 'check the table, query and where of the side; they are SQL of SQLite'
  return new CounterfoilError('source-query', `${name}: ${path}: ${message}; ${remedy}.`, { cause })
}
