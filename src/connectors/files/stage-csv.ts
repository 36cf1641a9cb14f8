import { CounterfoilError } from '../../domain/errors.ts'
import { CsvProblem, CsvScanner } from './csv-scanner.ts'
import type { FilesSource, FoundFiles } from './find-files.ts'
import { type Header, readHeader } from './read-header.ts'
import { readLines } from './read-lines.ts'
import type { Sink, Staged } from './staged.ts'
import { Trailer } from './trailer.ts'

/** Rewrites CSV or TSV files, one after the other. */
export async function stageCsv(source: FilesSource, found: FoundFiles, sink: Sink): Promise<Staged> {
  const headers = await readHeaders(source.name, found)
  let longestRow = 0
  for (const [number, file] of found.files.entries()) {
    const one = { file, header: headers[number]!, tail: String(number) }
    const rules = { name: source.name, trailer: source.settings.trailer ?? null }
    longestRow = Math.max(longestRow, (await stageFile(rules, one, sink)).longestRow)
  }
  return { names: headers[0]!.names, layout: 'cells-first', longestRow }
}

/** The headers of all files, which must agree. */
export async function readHeaders(name: string, { files, format }: FoundFiles): Promise<readonly Header[]> {
  const headers: Header[] = []
  for (const file of files) headers.push(await readHeader(name, file, format))
  const [first] = headers
  const other = headers.findIndex((header) => header.names.join('\0') !== first!.names.join('\0'))
  if (other === -1) return headers
  throw new CounterfoilError(
    'source-query',
    `${name}: ${files[other]} has the columns ${list(headers[other]!)} in line 1, but ${files[0]} has ${list(first!)}; give all files the same header, or write a path that matches one kind.`,
  )
}

function list(header: Header): string {
  return header.names.map((column) => `"${column}"`).join(', ')
}

interface CsvFile {
  readonly file: string
  readonly header: Header
  /** A cell that each row gets, and its line after that; null for neither. */
  readonly tail: string | null
}

/** Rewrites one file, in pieces that may end anywhere; without a sink it is only checked. Returns what the scanner saw. */
export async function stageFile(
  rules: { readonly name: string; readonly trailer: string | null },
  { file, header, tail }: CsvFile,
  sink: Sink | null,
): Promise<CsvScanner> {
  const { name } = rules
  const { delimiter, names } = header
  const scanner = new CsvScanner({
    delimiter,
    columns: names.length,
    tail,
    line: 1 + header.lines,
    checksOnly: sink === null,
  })
  const trailer = new Trailer(rules.trailer)
  const lines = readLines(name, file, { countsLines: trailer.isWanted })
  let skip = header.bytes
  try {
    for await (const { bytes } of trailer.strip(lines)) {
      const rows = bytes.subarray(skip)
      if (sink) await sink(scanner.push(rows))
      else scanner.check(rows)
      skip -= Math.min(skip, bytes.length)
    }
    const last = scanner.finish()
    await sink?.(last)
  } catch (problem) {
    if (!(problem instanceof CsvProblem)) throw problem
    throw new CounterfoilError(
      'source-incomplete',
      `${name}: ${file} line ${problem.line}: ${problem.message}; correct the file, or write it again to its end.`,
    )
  }
  trailer.check(name, { file, rows: scanner.rows })
  return scanner
}
