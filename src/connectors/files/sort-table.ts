import type { ReadRequest } from '../contract.ts'
import { explainFilesError } from './explain-error.ts'
import type { FileTable } from './file-table.ts'
import type { FilesSource } from './find-files.ts'
import { sortStatement, type WantedColumns } from './sort-statement.ts'

/** Lets DuckDB write a read's records in key order to `path`. */
export async function sortTable(
  source: FilesSource,
  request: ReadRequest,
  { table, ...wanted }: WantedColumns & { table: FileTable; path: string },
): Promise<void> {
  const scratch = await source.scratch()
  const { sql, parameters } = sortStatement(request, table, wanted)
  try {
    await scratch.run(sql, { parameters, signal: request.signal })
  } catch (cause) {
    throw explainFilesError(source, table, cause)
  }
}
