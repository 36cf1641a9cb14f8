import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism, hostname } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { guardInstance, type Parameters, type TableAppender } from './guard-instance.ts'
import { rememberFolder, removeLeftovers } from './leftovers.ts'

/** A DuckDB on disk with a folder of its own: sorts what cannot come sorted, and spills instead of growing. */
export interface Scratch {
  /** Absolute; files of the owner may stand here, everything goes when it is closed. */
  readonly folder: string
  /** Runs one statement; the signal interrupts it. */
  run(sql: string, options?: { parameters?: Parameters; signal?: AbortSignal }): Promise<void>
  /** Runs one statement and returns all its rows, every value as text; the signal interrupts it. */
  rows(sql: string, parameters?: Parameters, signal?: AbortSignal): Promise<(string | null)[][]>
  /** Opens a table for new rows; whoever opens it ends it. */
  append(table: string): Promise<TableAppender>
  /** Ends what still works on it, and waits for that; whatever comes later is refused. */
  close(): Promise<void>
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
    // Whoever was interrupted may still be writing a file: it is tried again. What stays is a leftover for the next.
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
    const guarded = guardInstance(instance)
    return {
      folder,
      run: async (sql, options) => {
        await guarded.run(sql, options)
      },
      rows: async (sql, parameters = {}, signal) => {
        const rows = await guarded.run(sql, { parameters, ...(signal ? { signal } : {}) })
        return rows.map((row) => row.map((value) => (value === null ? null : String(value))))
      },
      append: guarded.append,
      close: async () => {
        await guarded.close()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}
