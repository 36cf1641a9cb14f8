import { rm } from 'node:fs/promises'
import { parsePath } from '../../domain/json-path.ts'
import type { ReadRequest } from '../contract.ts'
import type { FileTable } from '../files/file-table.ts'
import { stagedTable } from '../files/staged-table.ts'
import { findColumns } from '../find-columns.ts'
import { ChangedWhileRead, type HttpSource } from './http-source.ts'
import { lookUpRecords, planLookup, provesLookup } from './look-up-records.ts'
import { readPages } from './read-pages.ts'
import type { Page } from './request-page.ts'
import { digest, type StagedRecords, type StageOptions, stageRecords } from './stage-records.ts'

/** A read that is to be staged, and where. */
export interface StageRequest {
  readonly read: ReadRequest
  readonly path: string
  /** Paths that records of the source are known to have. */
  readonly known: ReadonlySet<string>
}

/** Writes what a read is about to disk: what was asked for alone where the API can do that, else everything. */
export async function stageSide(source: HttpSource, request: StageRequest): Promise<FileTable> {
  const { read, path } = request
  const names = new Set(read.columns)
  if ('column' in read.scope) names.add(read.scope.column)
  const options = { path, columns: [...names], identity: identityOf(source, read), signal: read.signal }
  const some = (await stageKeys(source, request, options)) ?? (await stageChanged(source, request, options))
  return tableOf(options, some ?? (await stageAll(source, options)))
}

function identityOf({ settings }: HttpSource, read: ReadRequest): readonly string[] {
  if (settings.id !== null) return [settings.id]
  if (settings.next?.kind === 'keyset') return [settings.next.field]
  return read.columns.slice(0, read.keyOrder.length)
}

/** Null where keys cannot be looked up, or what came does not show that they were. */
async function stageKeys(
  source: HttpSource,
  { read, known }: StageRequest,
  options: StageOptions,
): Promise<StagedRecords | null> {
  const lookup = planLookup(source, read)
  if (lookup === null) return null
  const staged = await stageRecords(source, lookUpRecords(source, lookup, read.signal), options)
  const isProven =
    staged.records > 0 || lookup.keys.length === 0 || (await provesLookup(source, lookup, read.signal))
  // Where a key has several records nobody can tell whether these are all.
  const isSingle = staged.records === staged.portions
  if (isProven && isSingle && !lacksColumns(staged, known)) return staged
  source.transport.log.warn({ source: source.name }, 'single records cannot be relied on, so all are read')
  await rm(options.path)
  return null
}

/** Null where the API cannot tell what changed, or what came has not all columns. */
async function stageChanged(
  source: HttpSource,
  { read, known }: StageRequest,
  options: StageOptions,
): Promise<StagedRecords | null> {
  if (read.scope.kind !== 'changed' || source.settings.since === null) return null
  const staged = await stagePages(source, options, read.scope.since)
  if (!lacksColumns(staged, known)) return staged
  await rm(options.path)
  return null
}

/** A column that a few records lack may be one that others have. */
function lacksColumns({ absent, records }: StagedRecords, known: ReadonlySet<string>): boolean {
  return records > 0 && absent.some((column) => !known.has(column))
}

async function stageAll(source: HttpSource, options: StageOptions): Promise<StagedRecords> {
  const staged = await stagePages(source, options, null)
  if (staged.records > 0 && staged.absent.length > 0) {
    const columns = staged.paths.map((name) => ({ name, type: null, nativeType: 'text' }))
    // Refuses with the nearest name.
    findColumns(`${source.name}: the API`, columns, staged.absent)
  }
  return staged
}

/** Records that moved between pages while they were read may be still the next time: it is tried once more. */
async function stagePages(
  source: HttpSource,
  options: StageOptions,
  since: string | null,
): Promise<StagedRecords> {
  try {
    return await stageOnce(source, options, since)
  } catch (problem) {
    if (!(problem instanceof ChangedWhileRead)) throw problem
    source.transport.log.warn(
      { source: source.name },
      'records changed while they were read, so they are read again',
    )
    await rm(options.path)
    return await stageOnce(source, options, since)
  }
}

async function stageOnce(
  source: HttpSource,
  options: StageOptions,
  since: string | null,
): Promise<StagedRecords> {
  const { signal } = options
  let isNumbered = false
  async function* pages(): AsyncGenerator<Page, void> {
    for await (const page of readPages(source, { since, signal })) {
      isNumbered ||= hasNumber(page.answer.url)
      yield page
    }
  }
  const staged = await stageRecords(source, pages(), options)
  if (staged.portions > 1) await refuseTwins(source, options, staged)
  if (staged.portions > 1 && isMovable(source, isNumbered))
    await refuseMoved(source, options, { staged, since })
  return staged
}

const NUMBERED =
  /^(p|page|page[-_]?(no|num|number)|page\[number\]|offset|page\[offset\]|skip|start|start[-_]?index)$/i

/** Whether the URL of a page says its place as a number, wherever it comes from. */
function hasNumber(url: URL): boolean {
  return [...url.searchParams].some(([name, value]) => NUMBERED.test(name) && /^\d+$/.test(value))
}

/** Pages that are found by their number move when a record is taken away, and only a total would show it. */
function isMovable({ settings: { next } }: HttpSource, isNumbered: boolean): boolean {
  if (next === null || next.total !== null) return false
  if (next.kind === 'page' || next.kind === 'offset') return true
  return isNumbered && (next.kind === 'link' || next.kind === 'url')
}

/** An item that was met on two pages moved, and then others moved past us. */
async function refuseTwins(source: HttpSource, options: StageOptions, staged: StagedRecords): Promise<void> {
  const scratch = await source.scratch()
  const { relation, columns } = rawTable(options, staged)
  const pages = 'min(file::INTEGER), max(file::INTEGER)'
  const [twin] = await scratch.rows(`SELECT ${pages} FROM
    (SELECT file, ${columns.at(-1)!.text} AS identity FROM ${relation}) WHERE identity IS NOT NULL
    GROUP BY identity HAVING min(file::INTEGER) <> max(file::INTEGER) LIMIT 1`)
  if (!twin) return
  throw new ChangedWhileRead(
    source,
    `an item of page ${twin[0]} is on page ${twin[1]} again`,
    'run again at a quieter time, or write id of the source where several records have one key',
  )
}

/** Nobody told how many records there are, and one that is taken away moves others past us: the pages are read again. */
async function refuseMoved(
  source: HttpSource,
  { identity, signal }: StageOptions,
  { staged, since }: { staged: StagedRecords; since: string | null },
): Promise<void> {
  const paths = identity.map((path) => parsePath(path)!)
  let index = 0
  for await (const page of readPages(source, { since, signal })) {
    if (digest(page, paths) !== staged.digests[index++]) {
      throw new ChangedWhileRead(
        source,
        `page ${page.number} has other records than a moment before`,
        'run again at a quieter time',
      )
    }
  }
}

/** The staged file with the identity of each record as its last column. */
function rawTable({ path, columns }: StageOptions, { longestRow }: StagedRecords): FileTable {
  return stagedTable(path, [], { names: [...columns, ''], layout: 'numbers-first', longestRow })
}

function tableOf(options: StageOptions, staged: StagedRecords): FileTable {
  const table = rawTable(options, staged)
  return { ...table, columns: table.columns.slice(0, -1) }
}
