import { open } from 'node:fs/promises'
import type { FileTable } from './file-table.ts'
import type { FilesSource, FoundFiles } from './find-files.ts'
import { stageCsv } from './stage-csv.ts'
import { stageJson } from './stage-json.ts'
import type { Sink } from './staged.ts'
import { stagedTable } from './staged-table.ts'

/**
 * Rewrites text files as one file of COPY text at `path`. It is read to the last byte and checked on the way, so
 * whatever is wrong with a file shows before its first record is handed out.
 */
export async function stageText(
  source: FilesSource,
  found: FoundFiles,
  { path, signal }: { path: string; signal: AbortSignal },
): Promise<FileTable> {
  const handle = await open(path, 'wx')
  const sink: Sink = async (rows) => {
    signal.throwIfAborted()
    if (rows.length > 0) await handle.writeFile(rows)
  }
  try {
    const stage = found.format === 'ndjson' || found.format === 'json' ? stageJson : stageCsv
    return stagedTable(path, found.files, await stage(source, found, sink))
  } finally {
    await handle.close()
  }
}
