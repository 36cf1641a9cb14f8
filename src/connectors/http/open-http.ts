import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CounterfoilError } from '../../domain/errors.ts'
import { parsePath } from '../../domain/json-path.ts'
import type { Log } from '../../domain/log.ts'
import { lookUp } from '../../domain/read-json.ts'
import type { SideLocation } from '../../domain/reconciliation.ts'
import type { Column } from '../../domain/record.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import type { HttpSettings } from '../../domain/settings.ts'
import { scratchWhenNeeded } from '../../scratch/scratch-when-needed.ts'
import type { Connector, ReadRequest } from '../contract.ts'
import { readBatches } from '../files/read-batches.ts'
import { sortStatement } from '../files/sort-statement.ts'
import { findColumns, findScopeColumn } from '../find-columns.ts'
import { refuseStopped } from '../refuse-stopped.ts'
import { openAuthorisation } from './authorise.ts'
import { type HttpClock, systemClock } from './clock.ts'
import type { Transport } from './exchange.ts'
import { explainHttpError } from './explain-error.ts'
import { firstUrl } from './first-url.ts'
import { type HttpSource, refusal } from './http-source.ts'
import { listPaths } from './list-paths.ts'
import { openPacer, type Pacer } from './pacer.ts'
import { requestPage } from './request-page.ts'
import { stageSide } from './stage-side.ts'

export interface HttpOptions {
  readonly name: string
  readonly settings: HttpSettings
  readonly scratchFolder: string
  readonly log: Log
  readonly clock?: HttpClock
}

/** An API is asked no more often because several runs read it at once: one pacer for the settings of a source. */
const pacers = new WeakMap<HttpSettings, Pacer>()

/**
 * A source behind an HTTP API. A read takes in all pages, checks that they fit together, lets DuckDB sort the records into
 * a scratch file, and hands that out; so nothing is handed out of an API that was not read to its end.
 */
export async function openHttp(options: HttpOptions): Promise<Connector> {
  const scratch = scratchWhenNeeded(options.scratchFolder)
  const transport = transportOf(options)
  const source: HttpSource = {
    name: options.name,
    settings: options.settings,
    transport,
    authorisation: openAuthorisation(transport, options.settings.auth),
    scratch: scratch.open,
  }
  const closed = new AbortController()
  const known = new Set<string>()
  return {
    columns: async (location, named = []) => {
      refuseLocation(source, location)
      for (const path of await firstPaths(source, named, closed.signal)) known.add(path)
      return [...new Set([...known, ...named])].map(describe)
    },
    read: (request) => readHttp(source, request, known),
    close: async () => {
      closed.abort()
      await scratch.close()
    },
  }
}

function transportOf({ name, settings, log, clock = systemClock }: HttpOptions): Transport {
  const pacer = pacers.get(settings) ?? openPacer(settings.rate, clock)
  pacers.set(settings, pacer)
  return { name, timeoutMs: settings.timeoutSeconds * 1000, retries: settings.retries, pacer, clock, log }
}

function describe(name: string): Column {
  return { name, type: null, nativeType: 'text' }
}

/** The first page stands for all: a member that it lacks and the config names is looked for when all are read. */
async function firstPaths(
  source: HttpSource,
  named: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  refusePaths(source, named)
  const { records } = await requestPage(source, { number: 1, url: firstUrl(source.settings, null), signal })
  const here = named.filter((name) =>
    records.some((record) => lookUp(record, parsePath(name)!) !== undefined),
  )
  return [...listPaths(records), ...here]
}

async function* readHttp(
  source: HttpSource,
  request: ReadRequest,
  known: ReadonlySet<string>,
): AsyncGenerator<RecordBatch, void> {
  const { scope, signal } = request
  refuseLocation(source, request.location)
  refusePaths(source, request.columns)
  refuseStopped(source.name, signal)
  const scratch = await source.scratch()
  const id = crypto.randomUUID()
  const paths = { staged: join(scratch.folder, `${id}.staged`), sorted: join(scratch.folder, `${id}.sorted`) }
  try {
    const table = await stageSide(source, { read: request, path: paths.staged, known })
    const statement = sortStatement(request, table, {
      columns: findColumns(source.name, table.columns, request.columns),
      dateColumn: findScopeColumn(source.name, table.columns, scope),
      path: paths.sorted,
    })
    await scratch.run(statement.sql, { parameters: statement.parameters, signal })
    await rm(paths.staged, { force: true })
    for await (const batch of readBatches(paths.sorted)) {
      refuseStopped(source.name, signal)
      yield batch
    }
  } catch (cause) {
    refuseStopped(source.name, signal)
    throw explainHttpError(source.name, cause)
  } finally {
    for (const path of Object.values(paths)) await rm(path, { force: true })
  }
}

function refusePaths(source: HttpSource, columns: readonly string[]): void {
  const wrong = columns.find((column) => parsePath(column) === null)
  if (wrong === undefined) return
  throw refusal(
    source,
    'config-invalid',
    `"${wrong}" is no path into a record; write it like attributes.email, items[0].sku or ["odd.name"]`,
  )
}

function refuseLocation(source: HttpSource, { table, query, where }: SideLocation): void {
  if (table === null && query === null && where === null) return
  throw new CounterfoilError(
    'config-invalid',
    `${source.name}: an API has no table, query or where; say what is read with the parameters of its url.`,
  )
}
