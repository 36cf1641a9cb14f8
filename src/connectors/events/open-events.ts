import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CounterfoilError } from '../../domain/errors.ts'
import type { EventRecord, ReadEventRecords } from '../../domain/event-records.ts'
import type { SideLocation } from '../../domain/reconciliation.ts'
import type { Column } from '../../domain/record.ts'
import { encodeRecord, type RecordBatch } from '../../domain/record-batch.ts'
import { type ScratchWhenNeeded, scratchWhenNeeded } from '../../scratch/scratch-when-needed.ts'
import type { Connector, ReadRequest } from '../contract.ts'
import { readBatches } from '../files/read-batches.ts'
import { sortStatement } from '../files/sort-statement.ts'
import { stagedTable } from '../files/staged-table.ts'
import { findColumns, findScopeColumn } from '../find-columns.ts'
import { refuseStopped } from '../refuse-stopped.ts'
import { explainEventsError } from './explain-error.ts'

export interface EventsOptions {
  readonly name: string
  readonly scratchFolder: string
  readonly eventRecords?: ReadEventRecords
}

/** What a read has of the tracker. */
interface EventsSource {
  readonly name: string
  readonly scratch: ScratchWhenNeeded
  readonly recordsOf: (location: SideLocation, keys: KeysWanted) => AsyncIterable<readonly EventRecord[]>
}
type KeysWanted = Parameters<ReadEventRecords>[0]['keys']

/** Members of so many records stand for all. */
const SAMPLE = 1_000

/** Reads what events told of a side: the newest record of each key, sorted in a scratch file. */
export function openEvents({ name, scratchFolder, eventRecords }: EventsOptions): Connector {
  const scratch = scratchWhenNeeded(scratchFolder)
  const recordsOf: EventsSource['recordsOf'] = ({ fedAs }, keys) => {
    if (!eventRecords) throw unreadable(name)
    if (!fedAs) throw new CounterfoilError('config-invalid', `${name}: only a side can be read from events`)
    return eventRecords({ ...fedAs, keys })
  }
  const source = { name, scratch, recordsOf }
  return {
    columns: async (location, named = []) => {
      const names = new Set([...(await sampleNames(source, location)), ...named])
      return [...names].map((column): Column => ({ name: column, type: null, nativeType: 'text' }))
    },
    read: (request) => readEvents(source, request),
    close: scratch.close,
  }
}

function unreadable(name: string): CounterfoilError {
  return new CounterfoilError(
    'source-unreachable',
    `${name}: what events told is in the tracker, which this command does not open: ask the bot, or use \`counterfoil run\``,
  )
}

async function sampleNames(source: EventsSource, location: SideLocation): Promise<readonly string[]> {
  for await (const records of source.recordsOf(location, null)) {
    return [...new Set(records.slice(0, SAMPLE).flatMap(({ record }) => Object.keys(record)))]
  }
  return []
}

async function* readEvents(source: EventsSource, request: ReadRequest): AsyncGenerator<RecordBatch, void> {
  const { scope, signal } = request
  refuseStopped(source.name, signal)
  const scratch = await source.scratch.open()
  const id = crypto.randomUUID()
  const paths = { staged: join(scratch.folder, `${id}.staged`), sorted: join(scratch.folder, `${id}.sorted`) }
  try {
    const names = [...new Set([...request.columns, ...('column' in scope ? [scope.column] : [])])]
    const longestRow = await stage(source, { request, names, path: paths.staged })
    const table = stagedTable(paths.staged, [], { names, layout: 'numbers-first', longestRow })
    const statement = sortStatement(request, table, {
      columns: findColumns(source.name, table.columns, request.columns),
      dateColumn: findScopeColumn(source.name, table.columns, scope),
      path: paths.sorted,
    })
    await scratch.run(statement.sql, { parameters: statement.parameters, signal }).catch(explain(source))
    await rm(paths.staged, { force: true })
    for await (const batch of readBatches(paths.sorted)) {
      refuseStopped(source.name, signal)
      yield batch
    }
  } catch (cause) {
    refuseStopped(source.name, signal)
    throw cause
  } finally {
    for (const path of Object.values(paths)) await rm(path, { force: true })
  }
}

interface StageRequest {
  readonly request: ReadRequest
  readonly names: readonly string[]
  readonly path: string
}

/** Writes the records to disk as they come: page, place in it, cells. Returns the longest row in bytes. */
async function stage(source: EventsSource, { request, names, path }: StageRequest): Promise<number> {
  const { location, scope, columns, keyOrder, signal } = request
  const keyColumns = columns.slice(0, keyOrder.length)
  const absent = new Set(names.filter((name) => !keyColumns.includes(name)))
  const known = new Set<string>()
  let [pages, records, longestRow] = [0, 0, 0]
  const handle = await open(path, 'wx')
  try {
    for await (const page of source.recordsOf(location, scope.kind === 'keys' ? scope.keys : null)) {
      refuseStopped(source.name, signal)
      pages++
      records += page.length
      const rows = page.map(({ key, record }, index) => {
        for (const name of Object.keys(record)) if (!absent.delete(name)) known.add(name)
        const cellOf = (name: string) => {
          const part = keyColumns.indexOf(name)
          return (part === -1 ? record[name] : key[part]) ?? null
        }
        return `${encodeRecord([String(pages), String(index + 1), ...names.map(cellOf)])}\n`
      })
      longestRow = rows.reduce((longest, row) => Math.max(longest, Buffer.byteLength(row)), longestRow)
      if (rows.length > 0) await handle.writeFile(rows.join('')).catch(explain(source))
    }
  } finally {
    await handle.close()
  }
  // A column that a few records lack may be one that others have.
  if (scope.kind !== 'keys' && records > 0) refuseAbsent(source, [...known], [...absent])
  return longestRow
}

function explain({ name }: EventsSource): (cause: unknown) => never {
  return (cause) => {
    throw explainEventsError(name, cause)
  }
}

function refuseAbsent({ name }: EventsSource, known: readonly string[], absent: readonly string[]): void {
  const columns = known.map((column) => ({ name: column, type: null, nativeType: 'text' }))
  // Refuses with the nearest name.
  findColumns(`${name}: what events told`, columns, absent)
}
