import { resolve } from 'node:path'
import { CounterfoilError } from '../domain/errors.ts'
import type { SideLocation } from '../domain/reconciliation.ts'
import type { SourceSettings } from '../domain/settings.ts'

const ONE_HOUR_SECONDS = 3600
const DATABASES = 'postgres://user:password@host/db#table or mysql://user:password@host/db#table'
const SQLITE_FILE = /\.(db|sqlite3?)(#[^/\\]*)?$/i

/**
 * Reads a side as the command line names it: a path or glob of files, `postgres://user:password@host/db#schema.table`,
 * `mysql://user:password@host/db#table`, or `data.db#table` (also .sqlite, .sqlite3; any other name as
 * `sqlite:data.bin#table`). What is neither fails as `usage`; the text is not quoted where it may hold a password.
 */
export function parseLocation(text: string): { settings: SourceSettings; location: SideLocation } {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme === 'postgres' || scheme === 'postgresql') return parseDatabase(text, 'postgres')
  if (scheme === 'mysql' || scheme === 'mariadb') return parseDatabase(text, 'mysql')
  const sqlite = /^sqlite:(?:\/\/)?(.*)$/is.exec(text)?.[1] ?? (SQLITE_FILE.test(text) ? text : null)
  if (sqlite !== null) return parseSqlite(sqlite)
  if (scheme !== undefined) {
    throw usage(
      `A side cannot be an address of ${scheme}:// here; write a path, or ${DATABASES}${scheme.startsWith('http') ? ', or describe the API as a source of a config' : ''}.`,
    )
  }
  if (text.trim() === '') throw usage(`A side is empty; write a path, or ${DATABASES}.`)
  return {
    settings: { type: 'files', path: resolve(text) },
    location: { table: null, query: null, where: null },
  }
}

/** The table stands after the last `#`: a password may hold one too. */
function parseDatabase(
  text: string,
  type: 'postgres' | 'mysql',
): { settings: SourceSettings; location: SideLocation } {
  const hash = text.lastIndexOf('#')
  const table = hash === -1 ? '' : readTable(text.slice(hash + 1))
  if (table === '') {
    const [name, qualified] =
      type === 'postgres' ? ['Postgres', '#schema.table'] : ['MySQL', '#database.table']
    throw usage(`The address of a ${name} side names no table; end it with #table or ${qualified}.`)
  }
  return {
    settings: { type, url: text.slice(0, hash), statementTimeoutSeconds: ONE_HOUR_SECONDS },
    location: { table, query: null, where: null },
  }
}

function parseSqlite(text: string): { settings: SourceSettings; location: SideLocation } {
  const hash = text.lastIndexOf('#')
  const [path, table] = hash === -1 ? [text, ''] : [text.slice(0, hash), readTable(text.slice(hash + 1))]
  if (path === '' || table === '')
    throw usage(`${JSON.stringify(text)} names no table; write a SQLite database as data.db#table.`)
  return {
    settings: { type: 'sqlite', path: resolve(path) },
    location: { table, query: null, where: null },
  }
}

/** `%22Odd%20table%22` as in every URL; a name that is not written that way stays as it is. */
function readTable(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function usage(sentence: string): CounterfoilError {
  return new CounterfoilError('usage', sentence)
}
