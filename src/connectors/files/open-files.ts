import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CounterfoilError } from '../../domain/errors.ts'
import type { Column } from '../../domain/record.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import type { FilesSettings } from '../../domain/settings.ts'
import { scratchWhenNeeded } from '../../scratch/scratch-when-needed.ts'
import type { Connector, ReadRequest } from '../contract.ts'
import { findColumns, findScopeColumn } from '../find-columns.ts'
import { refuseStopped } from '../refuse-stopped.ts'
import { explainFilesError } from './explain-error.ts'
import { FileJoins } from './file-joins.ts'
import type { FileTable } from './file-table.ts'
import type { FilesSource, FoundFiles } from './find-files.ts'
import { parquetTable } from './parquet-table.ts'
import { readBatches } from './read-batches.ts'
import { isWholeCsv, readWholeCsv } from './read-whole-csv.ts'
import { fingerprints, refuseChanged } from './refuse-changed.ts'
import { settleFiles } from './settle-files.ts'
import { sortTable } from './sort-table.ts'
import { readHeaders } from './stage-csv.ts'
import { readMemberNames } from './stage-json.ts'
import { stageText } from './stage-text.ts'

const MEMORY_BYTES = 192 * 1024 * 1024

export interface FilesOptions {
  readonly name: string
  readonly settings: FilesSettings
  readonly scratchFolder: string
  /** How much a read may take to sort a file in memory. */
  readonly memoryBytes?: number
}

/**
 * A source of files. A read checks them to their end, sorts them in memory or lets DuckDB sort them into a scratch file,
 * and hands that out; so nothing is handed out of files that cannot be read to the end. The files are looked up anew by
 * each read.
 */
export async function openFiles({
  name,
  settings,
  scratchFolder,
  memoryBytes = MEMORY_BYTES,
}: FilesOptions): Promise<Connector> {
  const scratch = scratchWhenNeeded(scratchFolder)
  const closing = new AbortController()
  const source: FilesSource = {
    name,
    settings,
    memoryBytes,
    scratch: scratch.open,
  }
  return {
    columns: (location) => {
      refuseTable(source, location)
      return readColumns(source, closing.signal)
    },
    read: (request) => readFiles(source, request),
    joins: new FileJoins(source),
    close: async () => {
      closing.abort()
      await scratch.close()
    },
  }
}

async function readColumns(source: FilesSource, signal: AbortSignal): Promise<readonly Column[]> {
  try {
    const found = await settleFiles(source, signal)
    if (found.format === 'parquet') {
      const { columns } = await parquetTable(source, found.files)
      return columns.map(({ name, type, nativeType }) => ({ name, type, nativeType }))
    }
    const names =
      found.format === 'ndjson' || found.format === 'json'
        ? await readMemberNames(source, found)
        : (await readHeaders(source.name, found))[0]!.names
    return names.map((name) => ({ name, type: null, nativeType: 'text' }))
  } catch (cause) {
    refuseStopped(source.name, signal)
    throw explainFilesError(source, null, cause)
  }
}

async function* readFiles(source: FilesSource, request: ReadRequest): AsyncGenerator<RecordBatch, void> {
  refuseTable(source, request.location)
  refuseStopped(source.name, request.signal)
  const scratch = await source.scratch()
  const id = crypto.randomUUID()
  const paths = { staged: join(scratch.folder, `${id}.staged`), sorted: join(scratch.folder, `${id}.sorted`) }
  const over = new AbortController()
  const signal = AbortSignal.any([request.signal, over.signal])
  try {
    for await (const batch of await sortFiles(source, { ...request, signal }, paths)) {
      refuseStopped(source.name, signal)
      yield batch
    }
    refuseStopped(source.name, signal)
  } catch (cause) {
    refuseStopped(source.name, request.signal)
    throw explainFilesError(source, null, cause)
  } finally {
    over.abort()
    for (const path of Object.values(paths)) await rm(path, { force: true })
  }
}

interface Paths {
  readonly staged: string
  readonly sorted: string
}

async function sortFiles(
  source: FilesSource,
  request: ReadRequest,
  paths: Paths,
): Promise<AsyncIterable<RecordBatch>> {
  const { signal } = request
  const found = await settleFiles(source, signal)
  const before = await fingerprints(found)
  try {
    const read = isWholeCsv(found, request) ? readWholeCsv : readSorted
    return await read(source, request, { ...paths, found })
  } finally {
    // Also when it failed: whatever was found wrong with a file that changes is wrong because it changes.
    if (!signal.aborted) await refuseChanged(source, found, before)
  }
}

async function readSorted(
  source: FilesSource,
  request: ReadRequest,
  { found, staged, sorted }: Paths & { found: FoundFiles },
): Promise<AsyncIterable<RecordBatch>> {
  const { scope, signal } = request
  const table = await openTable(source, found, { path: staged, signal })
  const place = `${source.name}: ${source.settings.path}`
  const wanted = {
    columns: findColumns(place, table.columns, request.columns),
    dateColumn: findScopeColumn(place, table.columns, scope),
  }
  await sortTable(source, request, { table, ...wanted, path: sorted })
  await rm(staged, { force: true })
  return readBatches(sorted)
}

function openTable(
  source: FilesSource,
  found: FoundFiles,
  options: { path: string; signal: AbortSignal },
): Promise<FileTable> {
  return found.format === 'parquet' ? parquetTable(source, found.files) : stageText(source, found, options)
}

function refuseTable(source: FilesSource, location: ReadRequest['location']): void {
  if (location.table === null && location.query === null) return
  throw new CounterfoilError(
    'config-invalid',
    `${source.name}: files have no table or query; name the files with the path of the source, and leave rows out with where.`,
  )
}
