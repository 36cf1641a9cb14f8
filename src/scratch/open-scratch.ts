import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism, hostname } from 'node:os'
import { join } from 'node:path'
import { type DuckDBAppender, DuckDBInstance, type JS } from '@duckdb/node-api'
import { rememberFolder, removeLeftovers } from './leftovers.ts'

/** Values of `$name` in a statement. */
export type Parameters = Readonly<Record<string, string>>

/** A DuckDB on disk with a folder of its own: sorts what cannot come sorted, and spills instead of growing. */
export interface Scratch {
  /** Absolute; files of the owner may stand here, everything goes when it is closed. */
  readonly folder: string
  /** Runs one statement; the signal interrupts it. */
  run(sql: string, options?: { parameters?: Parameters; signal?: AbortSignal }): Promise<void>
  /** Runs one statement and returns all its rows, every value as text. */
  rows(sql: string, parameters?: Parameters): Promise<(string | null)[][]>
  /** Opens a table for new rows; whoever opens it ends it. */
  append(table: string): Promise<TableAppender>
  close(): Promise<void>
}

/** Takes rows of a table as they come, in little memory. */
export interface TableAppender {
  /** Text, bytes or a whole number, one for each column in its order. */
  add(row: readonly (string | Uint8Array | number | null)[]): void
  /** Makes the rows visible, and closes. */
  end(): void
}

/** Enough for sorting any amount on so many threads: DuckDB fails below some 64 MB a thread. */
const MEMORY_LIMIT = '512MB'
const THREADS = Math.min(4, availableParallelism())

/** Opens a scratch below `scratchFolder`. Folders that dead processes left there are removed on the way. */
export async function openScratch(scratchFolder: string): Promise<Scratch> {
  await mkdir(scratchFolder, { recursive: true })
  await removeLeftovers(scratchFolder)
  const name = `scratch-${hostname()}-${process.pid}-${randomBytes(6).toString('hex')}`
  const folder = join(scratchFolder, name)
  // Before it exists: another scratch of this process may look for leftovers at this very moment.
  const forgetFolder = rememberFolder(folder)
  await mkdir(folder)
  const remove = async () => {
    // A statement that was interrupted may still be writing: it is tried again. What stays is a leftover for the next.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }).catch(() => undefined)
    forgetFolder()
  }
  try {
    const instance = await DuckDBInstance.create(join(folder, 'scratch.duckdb'), {
      memory_limit: MEMORY_LIMIT,
      threads: String(THREADS),
      temp_directory: join(folder, 'spill'),
      // Everything we need is built in; nothing is to be fetched from the network.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    return {
      folder,
      run: async (sql, options = {}) => {
        await runStatement(instance, sql, options)
      },
      rows: async (sql, parameters = {}) => {
        const rows = await runStatement(instance, sql, { parameters })
        return rows.map((row) => row.map((value) => (value === null ? null : String(value))))
      },
      append: async (table) => {
        const connection = await instance.connect()
        const appender = await connection.createAppender(table)
        return {
          add: (row) => addRow(appender, row),
          end: () => {
            appender.closeSync()
            connection.closeSync()
          },
        }
      },
      close: async () => {
        instance.closeSync()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

/** A connection for each statement, so that a signal interrupts this one and no other. */
async function runStatement(
  instance: DuckDBInstance,
  sql: string,
  { parameters = {}, signal }: { parameters?: Parameters; signal?: AbortSignal },
): Promise<JS[][]> {
  signal?.throwIfAborted()
  const connection = await instance.connect()
  const interrupt = () => connection.interrupt()
  signal?.addEventListener('abort', interrupt, { once: true })
  try {
    await connection.run(`SET TimeZone = 'UTC'`)
    signal?.throwIfAborted()
    return (await connection.runAndReadAll(sql, { ...parameters })).getRowsJS()
  } finally {
    signal?.removeEventListener('abort', interrupt)
    connection.closeSync()
  }
}

function addRow(appender: DuckDBAppender, row: readonly (string | Uint8Array | number | null)[]): void {
  for (const value of row) {
    if (value === null) appender.appendNull()
    else if (typeof value === 'string') appender.appendVarchar(value)
    else if (typeof value === 'number') appender.appendInteger(value)
    else appender.appendBlob(value)
  }
  appender.endRow()
}
