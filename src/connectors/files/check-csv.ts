import type { Header } from './read-header.ts'
import { stageFile } from './stage-csv.ts'

/** CSV files that are only to be checked; plain data, to be told to a thread. */
export interface CheckTask {
  /** Of the source, for messages. */
  readonly name: string
  readonly files: readonly string[]
  /** One a file. */
  readonly headers: readonly Header[]
}

/** What is known of files that were read to their end. */
export interface CheckedCsv {
  readonly rows: number
  /** No cell has a newline. */
  readonly hasRowPerLine: boolean
  /** The lowest place of a cell that is quoted somewhere; infinite where none is. */
  readonly firstQuoted: number
  /** One of the `LINE_MARKS` stands in some line. */
  readonly hasLineMark: boolean
}

/** Reads files to their end as a read of their records does, and refuses what that refuses. */
export async function checkCsv(
  { name, files, headers }: CheckTask,
  signal: AbortSignal,
): Promise<CheckedCsv> {
  const checked = {
    rows: 0,
    hasRowPerLine: true,
    firstQuoted: Number.POSITIVE_INFINITY,
    hasLineMark: false,
  }
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted()
    const one = { file, header: headers[index]!, tail: null }
    const seen = await stageFile({ name, trailer: null }, one, null)
    checked.rows += seen.rows
    checked.hasLineMark ||= seen.hasLineMark
    checked.hasRowPerLine &&= seen.hasRowPerLine
    checked.firstQuoted = Math.min(checked.firstQuoted, seen.firstQuoted)
  }
  return checked
}
