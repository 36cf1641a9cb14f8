import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { quoteText } from '../connectors/files/duckdb-text.ts'
import { sliceBatches } from '../connectors/slice-batches.ts'
import { batchOf, decodeRecord, encodeRecord, type RecordBatch, recordText } from '../domain/record-batch.ts'
import { type ComparisonPlan, canonicalKeys, sortableKey } from '../engine/index.ts'
import type { Scratch } from '../scratch/open-scratch.ts'
import type { StagedMapping } from './stage-mapping.ts'
import type { WantedKeys } from './want-keys.ts'

/** One side whose keys are rewritten before they are compared. */
export interface StageRequest {
  readonly scratch: Scratch
  readonly plan: ComparisonPlan
  readonly side: string
  /** The side as its connector hands it out, in any order. */
  readonly batches: AsyncIterable<RecordBatch>
  /** Translates the keys first; null: they are only normalised. */
  readonly mapping: StagedMapping | null
  /** Null: all records. */
  readonly wanted: WantedKeys | null
  readonly signal: AbortSignal
}

/**
 * Hands a side out again with canonical key cells, in their order: the scratch sorts it on disk, so memory does not grow
 * with the side. Records whose key is none come last, with their key as it was read.
 */
export async function* stageByCanonicalKey(request: StageRequest): AsyncGenerator<RecordBatch, void> {
  const { scratch, signal } = request
  const id = crypto.randomUUID().replaceAll('-', '')
  const table = `side_${id}`
  const paths = { keyed: join(scratch.folder, `${id}.keyed`), unkeyed: join(scratch.folder, `${id}.unkeyed`) }
  try {
    await scratch.run(
      `CREATE TABLE ${table} (raw_key VARCHAR, key_text VARCHAR, rest VARCHAR, sort_key BLOB)`,
    )
    await fillTable(request, table)
    const rows = rowsOf(request, table)
    await scratch.run(
      copyTo(
        paths.keyed,
        `SELECT key_text || rest FROM (${rows}) WHERE sort_key IS NOT NULL ORDER BY sort_key, counterfoil_row`,
      ),
      { signal },
    )
    await scratch.run(
      copyTo(
        paths.unkeyed,
        `SELECT raw_key || chr(9) || key_text || rest FROM (${rows}) WHERE sort_key IS NULL ORDER BY counterfoil_row`,
      ),
      { signal },
    )
    await scratch.run(`DROP TABLE ${table}`)
    yield* readLines(paths.keyed, signal)
    for await (const batch of readLines(paths.unkeyed, signal))
      yield splitRawKeys(batch, request.plan.keyNames.length)
  } finally {
    for (const path of Object.values(paths)) await rm(path, { force: true })
  }
}

async function fillTable(request: StageRequest, table: string): Promise<void> {
  const appender = await request.scratch.append(table)
  const rowOf = request.mapping ? untranslatedRow(request) : canonicalRow(request)
  try {
    for await (const batch of request.batches) {
      request.signal.throwIfAborted()
      for (let index = 0; index < batch.count; index++) {
        const row = rowOf(recordText(batch, index))
        if (row) appender.add(row)
      }
    }
  } finally {
    appender.end()
  }
}

/** The key as read, where it may have to be shown; as it is compared, or nulls; the other cells; what it is sorted by. */
type StagedRow = readonly [
  rawKey: string | null,
  keyText: string | null,
  rest: string,
  sortKey: Uint8Array | null,
]

/** The translation is joined later; only what cannot have one is found here. */
function untranslatedRow({ plan }: StageRequest): (text: string) => StagedRow {
  return (text) => {
    const keyEnd = endOfCells(text, plan.keyNames.length)
    const raw = decodeRecord(text.slice(0, keyEnd))
    const wrong = raw.findIndex((part) => part === null || part === '')
    const unusable = raw.map((part, index) => (index < wrong ? part : null))
    return [encodeRecord(raw), encodeRecord(unusable), text.slice(keyEnd), null]
  }
}

/** Null: the record is not wanted. */
function canonicalRow({ plan, side, wanted }: StageRequest): (text: string) => StagedRow | null {
  const canonical = canonicalKeys(plan, side)
  return (text) => {
    const keyEnd = endOfCells(text, plan.keyNames.length)
    const raw = decodeRecord(text.slice(0, keyEnd))
    const rest = text.slice(keyEnd)
    const key = canonical(raw)
    if ('unusable' in key) {
      const rawKey = encodeRecord(raw)
      return wanted && !wanted.rawKeys.has(rawKey) ? null : [rawKey, encodeRecord(key.unusable), rest, null]
    }
    const keyText = encodeRecord(key.parts)
    if (wanted && !wanted.keyTexts.has(keyText)) return null
    return [null, keyText, rest, sortableKey(key.parts, plan.keyOrder)]
  }
}

function endOfCells(text: string, cells: number): number {
  let end = -1
  for (let cell = 0; cell < cells; cell++) {
    end = text.indexOf('\t', end + 1)
    if (end === -1) return text.length
  }
  return end
}

/** A key without a translation, or with several, is none. */
function rowsOf({ mapping }: StageRequest, table: string): string {
  if (!mapping) return `SELECT *, rowid AS counterfoil_row FROM ${table}`
  return `SELECT side.raw_key, side.rest, side.rowid AS counterfoil_row, mapping.sort_key,
      coalesce(mapping.key_text, side.key_text) AS key_text
    FROM ${table} AS side
    LEFT JOIN ${mapping.table} AS mapping ON mapping.from_key = side.raw_key AND mapping.targets = 1`
}

function copyTo(path: string, query: string): string {
  return `COPY (${query}) TO ${quoteText(path)} (FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '', ESCAPE '', NULLSTR '')`
}

async function* readLines(path: string, signal: AbortSignal): AsyncGenerator<RecordBatch, void> {
  for await (const batch of sliceBatches(createReadStream(path, { highWaterMark: 256 * 1024 }))) {
    signal.throwIfAborted()
    yield batch
  }
}

/** Takes the raw key off each record. These are few, or something is very wrong. */
function splitRawKeys(batch: RecordBatch, parts: number): RecordBatch {
  const texts = Array.from({ length: batch.count }, (_, index) => recordText(batch, index))
  const keyEnds = texts.map((text) => endOfCells(text, parts))
  const rawKeys = texts.map((text, index) => decodeRecord(text.slice(0, keyEnds[index])))
  return { ...batchOf(texts.map((text, index) => text.slice(keyEnds[index]! + 1))), rawKeys }
}
