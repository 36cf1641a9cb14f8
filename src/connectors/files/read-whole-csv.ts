import { rm } from 'node:fs/promises'
import type { RecordBatch } from '../../domain/record-batch.ts'
import type { ReadRequest } from '../contract.ts'
import { findColumns } from '../find-columns.ts'
import type { FilesSource, FoundFiles } from './find-files.ts'
import { readBatches } from './read-batches.ts'
import { sortInThread } from './sort-in-thread.ts'
import { sortTable } from './sort-table.ts'
import { readHeaders } from './stage-csv.ts'
import { stagedTable } from './staged-table.ts'

/** Whether all rows of the files are wanted, so that nobody needs to ask SQL which. */
export function isWholeCsv({ format }: FoundFiles, { location, scope }: ReadRequest): boolean {
  return (format === 'csv' || format === 'tsv') && location.where === null && scope.kind === 'everything'
}

/**
 * The rows of CSV files in key order, once they were read to their end. Those that the memory does not hold are sorted by
 * DuckDB, unless they came in order.
 */
export async function readWholeCsv(
  source: FilesSource,
  request: ReadRequest,
  { found, staged, sorted }: { found: FoundFiles; staged: string; sorted: string },
): Promise<AsyncIterable<RecordBatch>> {
  const headers = await readHeaders(source.name, found)
  const columns = headers[0]!.names.map((name, place) => ({ name, place, type: null, nativeType: 'text' }))
  const wanted = findColumns(`${source.name}: ${source.settings.path}`, columns, request.columns)
  const task = {
    name: source.name,
    trailer: source.settings.trailer ?? null,
    files: found.files,
    headers,
    places: wanted.map(({ place }) => place),
    keyOrder: request.keyOrder,
    path: staged,
    memoryBytes: source.memoryBytes,
  }
  const rows = await sortInThread(task, request.signal)
  if (rows.kind === 'memory') return rows.batches
  if (rows.isInOrder) return readBatches(staged)
  const { longestRow } = rows
  const table = stagedTable(staged, found.files, {
    names: request.columns,
    layout: 'cells-alone',
    longestRow,
  })
  await sortTable(source, request, { table, columns: table.columns, dateColumn: null, path: sorted })
  await rm(staged, { force: true })
  return readBatches(sorted)
}
