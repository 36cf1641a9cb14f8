import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { CounterfoilError } from '../../domain/errors.ts'
import type { FilesSettings } from '../../domain/settings.ts'
import type { Scratch } from '../../scratch/open-scratch.ts'
import { quoteText } from './duckdb-text.ts'

/** A files source as the config names it, and the scratch that it opens when it is first needed. */
export interface FilesSource {
  readonly name: string
  readonly settings: FilesSettings
  readonly scratch: () => Promise<Scratch>
  /** How much a read may take to sort a file in memory; what takes more goes through the scratch. */
  readonly memoryBytes: number
}

export type FileFormat = 'csv' | 'tsv' | 'ndjson' | 'json' | 'parquet'

/** The files of a source in the order of their names; all have one format. */
export interface FoundFiles {
  readonly format: FileFormat
  readonly files: readonly string[]
}

const FORMATS: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  parquet: 'parquet',
}

/** Looks up the path or glob of a source anew, so that a run sees the files of now. */
export async function findFiles(source: FilesSource): Promise<FoundFiles> {
  const files = await expandPath(source)
  const formats = files.map((file) => fileFormat(source.name, file))
  const other = formats.findIndex((format) => format !== formats[0])
  if (other !== -1) {
    throw new CounterfoilError(
      'config-invalid',
      `${source.name}: ${source.settings.path} matches files of different formats, ${basename(files[0]!)} and ${basename(files[other]!)}; write a path that matches one format.`,
    )
  }
  refuseIdleRules(source, formats[0]!)
  return { format: formats[0]!, files }
}

/** A rule that the format of the files cannot follow would be believed and do nothing. */
function refuseIdleRules({ name, settings }: FilesSource, format: FileFormat): void {
  const idle =
    settings.records !== undefined && format !== 'json'
      ? 'records is for .json files'
      : settings.trailer !== undefined && (format === 'json' || format === 'parquet')
        ? 'trailer is for .csv, .tsv and .ndjson files'
        : null
  if (idle === null) return
  throw new CounterfoilError(
    'config-invalid',
    `${name}: ${idle}, and ${settings.path} matches files of ${format}; remove it from the source.`,
  )
}

/** A file whose own name has `*` or `[` in it is found as well: what exists is no glob. */
async function expandPath({ name, settings, scratch }: FilesSource): Promise<readonly string[]> {
  const facts = await stat(settings.path).catch(() => null)
  if (facts?.isFile()) return [settings.path]
  if (facts?.isDirectory()) {
    throw missing(`${name}: ${settings.path} is a folder; write ${settings.path}/*.csv or the like.`)
  }
  if (facts) throw missing(`${name}: ${settings.path} is no ordinary file; write the path of a file.`)
  if (!/[*?[]/.test(settings.path)) {
    throw missing(`${name}: there is no file ${settings.path}; check the path of the source.`)
  }
  const rows = await (await scratch()).rows(
    `SELECT file FROM glob(${quoteText(settings.path)}) ORDER BY file`,
  )
  if (rows.length === 0) {
    throw missing(`${name}: no file matches ${settings.path}; check the path of the source.`)
  }
  return rows.map(([file]) => file!)
}

function fileFormat(name: string, file: string): FileFormat {
  const [, extension = '', gz] = /\.([^./\\]+?)(\.gz)?$/i.exec(file) ?? []
  const format = FORMATS[extension.toLowerCase()]
  if (format === undefined || (format === 'parquet' && gz)) {
    throw new CounterfoilError(
      'config-invalid',
      `${name}: the format of ${file} is not known; files end in .csv, .tsv, .json, .ndjson or .jsonl (each also with .gz), or .parquet.`,
    )
  }
  return format
}

function missing(sentence: string): CounterfoilError {
  return new CounterfoilError('source-missing', sentence)
}
