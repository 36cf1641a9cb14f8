import type { JoinRequest, JoinRequestSide } from '../contract.ts'
import { findColumns } from '../find-columns.ts'
import type { FilesSource, FoundFiles } from './find-files.ts'
import type { Header } from './read-header.ts'
import { fingerprints } from './refuse-changed.ts'
import { settleFiles } from './settle-files.ts'
import { readHeaders } from './stage-csv.ts'

/** CSV files of one side whose lines can be compared with those of the other sides as they stand. */
export interface LineFiles {
  readonly source: FilesSource
  readonly found: FoundFiles
  /** What the files were before they were read. */
  readonly before: readonly string[]
  /** One a file, alike in all that matters to a line. */
  readonly headers: readonly Header[]
  /** Where the wanted cells stand, key first. */
  readonly places: readonly number[]
  readonly keyParts: number
}

interface LineRequest extends Omit<JoinRequest, 'sides'> {
  readonly sides: readonly (JoinRequestSide & { readonly source: FilesSource })[]
}

/** Finds the files of all sides; or says why the same line could mean something else on another side. */
export async function findLines(
  request: LineRequest,
): Promise<{ readonly found: readonly LineFiles[] } | { readonly why: string }> {
  const { sides, keyOrder, summedCells, signal } = request
  if (summedCells.length > 0) return { why: 'control totals are of every record' }
  const found: LineFiles[] = []
  for (const { source, location, allColumns } of sides) {
    const files = await settleFiles(source, signal)
    const why = whyNoLines(source, files, location.where)
    if (why !== null) return { why }
    const before = await fingerprints(files)
    const headers = await readHeaders(source.name, files)
    const columns = headers[0]!.names.map((name, place) => ({ name, place, type: null, nativeType: 'text' }))
    const wanted = findColumns(`${source.name}: ${source.settings.path}`, columns, allColumns)
    const places = wanted.map(({ place }) => place)
    found.push({ source, found: files, before, headers, places, keyParts: keyOrder.length })
  }
  const why = whyNotAlike(found)
  return why === null ? { found } : { why }
}

function whyNoLines(
  { name, settings }: FilesSource,
  { format }: FoundFiles,
  where: string | null,
): string | null {
  if (format !== 'csv' && format !== 'tsv') return `"${name}" is neither CSV nor TSV`
  if (where !== null) return `"${name}" leaves records out`
  return settings.trailer === undefined ? null : `"${name}" has a trailer`
}

function whyNotAlike(sides: readonly LineFiles[]): string | null {
  const [first] = sides
  for (const { source, headers, places } of sides) {
    const { names, lines, newline } = headers[0]!
    if (names.length === 1) return `"${source.name}" has a single column`
    if (headers.some((header) => header.lines !== lines || header.newline !== newline))
      return `the files of "${source.name}" are not written alike`
    if (shapeOf(headers[0]!, places) !== shapeOf(first!.headers[0]!, first!.places))
      return `"${source.name}" and "${first!.source.name}" do not have the same columns in the same places`
  }
  return null
}

function shapeOf({ names, delimiter }: Header, places: readonly number[]): string {
  return JSON.stringify([names.length, delimiter, places])
}
