import { isUtf8 } from 'node:buffer'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CounterfoilError } from '../../domain/errors.ts'
import type { SideLocation } from '../../domain/reconciliation.ts'
import type { Column } from '../../domain/record.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import type { SqliteSettings } from '../../domain/settings.ts'
import type { Scratch } from '../../scratch/open-scratch.ts'
import { scratchWhenNeeded } from '../../scratch/scratch-when-needed.ts'
import type { Connector, ReadRequest } from '../contract.ts'
import { quoteText } from '../files/duckdb-text.ts'
import { explainFilesError } from '../files/explain-error.ts'
import type { FileTable } from '../files/file-table.ts'
import { readBatches } from '../files/read-batches.ts'
import { sortStatement } from '../files/sort-statement.ts'
import { stagedTable } from '../files/staged-table.ts'
import { findColumns, findScopeColumn } from '../find-columns.ts'
import { placeOf } from '../place-of.ts'
import { refuseStopped } from '../refuse-stopped.ts'
import { copyDatabase } from './copy-database.ts'
import { type DatabaseThread, openDatabaseThread } from './database-thread.ts'
import { explainSqliteError } from './explain-error.ts'
import { fieldType } from './field-type.ts'
import { linesStatement, SIDE, sideView } from './side-statement.ts'

interface SqliteSource {
  readonly name: string
  readonly settings: SqliteSettings
  readonly scratch: () => Promise<Scratch>
}

/**
 * A SQLite database. Each read copies it into the scratch folder, so that all of it is of one moment, and lets DuckDB sort
 * what SQLite hands out: SQLite of the driver sorts in memory only, and knows no time zones.
 */
export async function openSqlite({
  name,
  settings,
  scratchFolder,
}: {
  name: string
  settings: SqliteSettings
  scratchFolder: string
}): Promise<Connector> {
  const scratch = scratchWhenNeeded(scratchFolder)
  const closing = new AbortController()
  const source: SqliteSource = {
    name,
    settings,
    scratch: scratch.open,
  }
  return {
    columns: (location) =>
      withSide(source, { location, signal: closing.signal }, async ({ columns }) => columns),
    read: (request) => readSide(source, request),
    close: async () => {
      closing.abort()
      await scratch.close()
    },
  }
}

interface OpenSide {
  readonly thread: DatabaseThread
  readonly columns: readonly Column[]
}

/** Copies the database and opens the copy for as long as `use` takes. */
async function withSide<T>(
  source: SqliteSource,
  { location, signal }: { location: SideLocation; signal: AbortSignal },
  use: (side: OpenSide) => Promise<T>,
): Promise<T> {
  const { name, settings } = source
  const { folder } = await source.scratch()
  const target = join(folder, `${crypto.randomUUID()}.db`)
  let thread: DatabaseThread | null = null
  const stop = () => void thread?.stop()
  signal.addEventListener('abort', stop, { once: true })
  let tables: readonly string[] = []
  try {
    refuseStopped(source.name, signal)
    await copyDatabase(name, { path: settings.path, target, signal })
    refuseStopped(source.name, signal)
    thread = openDatabaseThread(target, { readOnly: true })
    tables = await listTables(thread)
    return await use({ thread, columns: await describeSide(thread, name, location) })
  } catch (cause) {
    refuseStopped(source.name, signal)
    throw explainSqliteError({ name, path: settings.path, tables }, cause)
  } finally {
    signal.removeEventListener('abort', stop)
    await thread?.stop()
    for (const end of ['', '-wal', '.lock']) await rm(target + end, { recursive: true, force: true })
  }
}

async function listTables(thread: DatabaseThread): Promise<readonly string[]> {
  const rows = await thread.rows(
    `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name`,
  )
  return rows.map((row) => String(row.name))
}

async function describeSide(
  thread: DatabaseThread,
  name: string,
  location: SideLocation,
): Promise<readonly Column[]> {
  await thread.rows(sideView(name, location))
  // The view is only text until it is used; its own errors come first.
  await thread.rows(`SELECT 1 FROM ${SIDE} LIMIT 0`)
  const rows = await thread.rows('PRAGMA temp.table_info(counterfoil_side)')
  return rows.map((row) => {
    const declared = String(row.type ?? '')
    return { name: String(row.name), type: fieldType(declared), nativeType: declared || 'untyped' }
  })
}

async function* readSide(source: SqliteSource, request: ReadRequest): AsyncGenerator<RecordBatch, void> {
  const { signal } = request
  refuseStopped(source.name, signal)
  const { folder } = await source.scratch()
  const id = crypto.randomUUID()
  const [staged, sorted] = [join(folder, `${id}.staged`), join(folder, `${id}.sorted`)]
  try {
    const table = await withSide(source, request, (side) => stageSide(source, request, { ...side, staged }))
    await sortSide(source, request, { table, sorted })
    for await (const batch of readBatches(sorted)) {
      refuseStopped(source.name, signal)
      yield batch
    }
  } catch (cause) {
    refuseStopped(source.name, signal)
    throw explainFilesError(source, null, cause)
  } finally {
    for (const path of [staged, sorted]) await rm(path, { force: true })
  }
}

/** Writes the rows of the side as one file of COPY text. */
async function stageSide(
  source: SqliteSource,
  request: ReadRequest,
  { thread, columns, staged }: OpenSide & { staged: string },
): Promise<FileTable> {
  const { scope, signal } = request
  const wanted = [...new Set([...request.columns, ...('column' in scope ? [scope.column] : [])])]
  const found = findColumns(sidePlace(source, request), columns, wanted)
  const statement = linesStatement(request, wanted)
  let longestRow = 0
  const handle = await open(staged, 'wx')
  try {
    for await (const { bytes, longest } of thread.lines(statement.sql, statement.parameters)) {
      signal.throwIfAborted()
      if (!isUtf8(bytes)) throw notText(sidePlace(source, request), { bytes, columns: wanted })
      longestRow = Math.max(longestRow, longest)
      await handle.writeFile(bytes)
    }
  } finally {
    await handle.close()
  }
  const table = stagedTable(staged, [], { names: wanted, layout: 'cells-first', longestRow })
  return {
    ...table,
    columns: table.columns.map((column, index) => ({ ...column, ...found[index]! })),
    place: { file: quoteText(sideOf(source, request)), line: 'line', unit: 'row' },
  }
}

async function sortSide(
  source: SqliteSource,
  request: ReadRequest,
  { table, sorted }: { table: FileTable; sorted: string },
): Promise<void> {
  const { scope, location, signal } = request
  const place = sidePlace(source, request)
  // The condition has done its work in SQLite, whose SQL it is.
  const unconditional = { ...request, location: { ...location, where: null } }
  const statement = sortStatement(unconditional, table, {
    columns: findColumns(place, table.columns, request.columns),
    dateColumn: findScopeColumn(place, table.columns, scope),
    path: sorted,
  })
  const scratch = await source.scratch()
  try {
    await scratch.run(statement.sql, { parameters: statement.parameters, signal })
  } catch (cause) {
    throw explainFilesError(source, table, cause)
  }
}

function sidePlace(source: SqliteSource, request: ReadRequest): string {
  return `${source.name}: ${sideOf(source, request)}`
}

function sideOf({ settings }: SqliteSource, { location }: ReadRequest): string {
  return placeOf(settings.path, location)
}

/** Which column has bytes as text that are none. */
function notText(
  place: string,
  { bytes, columns }: { bytes: Buffer; columns: readonly string[] },
): CounterfoilError {
  const lines = bytes.toString('latin1').split('\n')
  const cells = lines.find((line) => !isUtf8(Buffer.from(line, 'latin1')))?.split('\t') ?? []
  const column = cells.findIndex((cell) => !isUtf8(Buffer.from(cell, 'latin1')))
  const sentence = `${place} row ${cells.at(-1)}: the text of "${columns[column]}" is not UTF-8; correct it, or leave the row out with a where.`
  return new CounterfoilError('source-encoding', sentence)
}
