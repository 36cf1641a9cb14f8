import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { environmentVariables, readEnvironment } from '../config/read-environment.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { ReadEventRecords } from '../domain/event-records.ts'
import type { Settings } from '../domain/settings.ts'
import type { Context, ReadContext } from '../operations/context.ts'
import type { ReadTracker } from '../store/open-read-only.ts'
import type { Shell } from './open-shell.ts'

/** The config of `--config`. Throws `config-invalid` with every problem in it. */
export async function loadConfig(shell: Shell): Promise<Settings> {
  const { loadSettings } = await import('../config/load-settings.ts')
  return await loadSettings(shell.config, environmentVariables())
}

/** Reads the sources of the settings; without `eventRecords` no tracker, and so no side that events tell of. */
export function readContext(shell: Shell, settings: Settings, eventRecords?: ReadEventRecords): ReadContext {
  const { dataFolder } = readEnvironment()
  return {
    connect: async (source, onWait) => {
      const { connectTo } = await import('../connectors/connect-to.ts')
      return await connectTo({ settings, dataFolder, log: shell.log, eventRecords })(source, onWait)
    },
    scratchFolder: join(dataFolder, 'scratch'),
    log: shell.log,
    now: () => new Date(),
    newId: randomUUID,
    signal: shell.signal,
  }
}

/** Does some work with the tracker open, and closes it whatever happens. */
export async function withTracker<Result>(
  shell: Shell,
  work: (context: Context) => Promise<Result>,
): Promise<Result> {
  const settings = await loadConfig(shell)
  const { openDatabase } = await import('../store/open-database.ts')
  const { db, close } = await openDatabase(readEnvironment())
  try {
    // What a command changes lies in the outbox; the running bot finds it there by itself.
    const wakeDelivery = () => {}
    const { readEventRecords } = await import('../store/event-records.ts')
    const reading = readContext(shell, settings, (wanted) => readEventRecords(db, wanted))
    return await work({ ...reading, settings, db, wakeDelivery, nextRunAt: () => null })
  } catch (error) {
    throw await known(error)
  } finally {
    // A database that has stopped cannot be closed either, and that is not the news.
    await close().catch(() => {})
  }
}

/** What a driver's error means for people, where that is known. */
async function known(error: unknown): Promise<unknown> {
  const { explainFailure } = await import('../operations/explain-failure.ts')
  return explainFailure(error) ?? error
}

/** Does some work with the tracker as it is: none is made, and nothing in it changes. */
export async function withReadOnlyTracker<Result>(
  work: (readTracker: ReadTracker) => Promise<Result>,
): Promise<Result> {
  const { openReadOnly } = await import('../store/open-read-only.ts')
  const { read, close } = await openReadOnly(readEnvironment())
  try {
    return await work(read)
  } finally {
    await close()
  }
}

/** For commands that need a tracker that is there. */
export function noTracker(): never {
  const { databaseUrl, dataFolder } = readEnvironment()
  const place = databaseUrl === null ? `in ${dataFolder}` : 'in the database of DATABASE_URL'
  throw new CounterfoilError(
    'tracker-unreachable',
    `There is no tracker ${place} yet: nothing was remembered there; check DATABASE_URL and COUNTERFOIL_DATA`,
  )
}
