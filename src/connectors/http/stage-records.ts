import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { parsePath } from '../../domain/json-path.ts'
import { type Json, lookUp, rawText } from '../../domain/read-json.ts'
import type { RawValue } from '../../domain/record.ts'
import { encodeRecord } from '../../domain/record-batch.ts'
import { type HttpSource, refusal } from './http-source.ts'
import { listPaths } from './list-paths.ts'

/** Records that came together: a page, or one that was looked up. */
export interface Portion {
  readonly number: number
  readonly records: readonly Json[]
}

export interface StageOptions {
  /** A new file of COPY text: number of the portion, place in it, the columns, what identifies the record. */
  readonly path: string
  readonly columns: readonly string[]
  /** Paths of what identifies a record in the API. */
  readonly identity: readonly string[]
  readonly signal: AbortSignal
}

/** What was staged. */
export interface StagedRecords {
  readonly records: number
  readonly portions: number
  /** In bytes. */
  readonly longestRow: number
  /** Columns that no record has, not even as null. */
  readonly absent: readonly string[]
  /** Paths that the first records have. */
  readonly paths: readonly string[]
  /** By portion: one text for which records came, and in which order. */
  readonly digests: readonly string[]
}

/** Writes records to disk as they come, so that memory never holds more than the portions under way. */
export async function stageRecords(
  source: HttpSource,
  portions: AsyncIterable<Portion>,
  { path, columns, identity, signal }: StageOptions,
): Promise<StagedRecords> {
  const paths = columns.map((column) => parsePath(column)!)
  const identityPaths = identity.map((one) => parsePath(one)!)
  const absent = new Set(columns)
  const known = new Set<string>()
  const digests: string[] = []
  let [records, longestRow] = [0, 0]
  const handle = await open(path, 'wx')
  try {
    for await (const portion of portions) {
      signal.throwIfAborted()
      const rows = portion.records.map((record, index) => {
        const found = paths.map((one) => lookUp(record, one))
        for (const [at, value] of found.entries()) if (value !== undefined) absent.delete(columns[at]!)
        const cells = found.map((value) => readCell(source, value, { portion, index }))
        const row = `${encodeRecord([String(portion.number), String(index + 1), ...cells, identify(record, identityPaths)])}\n`
        longestRow = Math.max(longestRow, Buffer.byteLength(row))
        return row
      })
      if (known.size === 0) for (const one of listPaths(portion.records)) known.add(one)
      digests.push(digest(portion, identityPaths))
      records += rows.length
      if (rows.length > 0) await handle.writeFile(rows.join(''))
    }
  } finally {
    await handle.close()
  }
  return { records, portions: digests.length, longestRow, absent: [...absent], paths: [...known], digests }
}

/** One text for which records a portion has. */
export function digest(portion: Portion, identityPaths: readonly (readonly (string | number)[])[]): string {
  const hash = createHash('sha256')
  for (const record of portion.records) hash.update(`${identify(record, identityPaths)}\n`)
  return hash.digest('base64')
}

/** Null where a part is lacking: such records are nobody's twins. */
function identify(record: Json, paths: readonly (readonly (string | number)[])[]): string | null {
  const parts = paths.map((path) => rawText(lookUp(record, path)))
  return parts.includes(null) ? null : JSON.stringify(parts)
}

function readCell(
  source: HttpSource,
  value: Json | undefined,
  { portion, index }: { portion: Portion; index: number },
): RawValue {
  const text = rawText(value)
  if (text === null || !/\p{Surrogate}/u.test(text)) return text
  throw refusal(
    source,
    'source-encoding',
    `item ${index + 1} of page ${portion.number} holds half a surrogate pair (\\ud800 to \\udfff), which is no character; have the API corrected`,
  )
}
