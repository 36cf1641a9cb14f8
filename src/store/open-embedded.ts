import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle, type PgliteDatabase } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { CounterfoilError } from '../domain/errors.ts'
import type { Database } from './database.ts'
import { endExpectationLeases } from './due-expectations.ts'
import { lockFolder } from './lock-folder.ts'
import { MIGRATIONS } from './migrations.ts'
import { endAllClaims } from './outbox.ts'
import { failAllRunning } from './runs.ts'

/** Opens the PostgreSQL inside this process, whose files are in `dataFolder`. */
export async function openEmbedded(dataFolder: string): Promise<{ db: Database; close(): Promise<void> }> {
  return await openFolder(dataFolder, async (db) => {
    await migrate(db, MIGRATIONS)
    await rm(unfinishedMark(dataFolder), { force: true })
    // Whoever ran them is dead: it would still have the lock.
    await failAllRunning(db, new Date())
    await endAllClaims(db)
    await endExpectationLeases(db)
    // A server does this by itself.
    await db.execute(
      sql`vacuum (analyze) runs, discrepancies, discrepancy_events, audit_chain, outbox, lanes, messages, digests, expectations,
        event_requests, event_records`,
    )
  })
}

/** Opens what is there, as it is; null, and no folder made, where there is nothing yet. */
export async function openEmbeddedAsIs(
  dataFolder: string,
): Promise<{ db: Database; close(): Promise<void> } | null> {
  if (!existsSync(join(dataFolder, 'tracker', 'PG_VERSION'))) return null
  if (existsSync(unfinishedMark(dataFolder))) return null
  return await openFolder(dataFolder, async () => {})
}

async function openFolder(
  dataFolder: string,
  prepare: (db: PgliteDatabase) => Promise<void>,
): Promise<{ db: Database; close(): Promise<void> }> {
  const lock = await lockFolder(dataFolder)
  const folder = join(dataFolder, 'tracker')
  try {
    await makeFolder(dataFolder, folder)
    const client = await PGlite.create({ dataDir: folder })
    const db = drizzle({ client })
    await prepare(db)
    const close = async () => {
      if (!client.closed) await client.close()
      await lock.release()
    }
    return { db, close }
  } catch (cause) {
    await lock.release()
    throw new CounterfoilError(
      'tracker-unreachable',
      `The tracker in ${folder} cannot be opened (${describeCause(cause)}): see that its disk has room and that the ` +
        'folder can be written, then start again',
      { cause },
    )
  }
}

/**
 * A tracker that was begun and never finished (the disk was full, the process was killed) opens never again, and nobody
 * has put anything in it: it is made anew.
 */
async function makeFolder(dataFolder: string, folder: string): Promise<void> {
  const mark = unfinishedMark(dataFolder)
  if (existsSync(mark)) await rm(folder, { recursive: true, force: true })
  if (existsSync(folder)) return
  await writeFile(mark, '')
  await mkdir(folder, { recursive: true })
}

function unfinishedMark(dataFolder: string): string {
  return join(dataFolder, 'tracker.unfinished')
}

/** Drizzle quotes the whole statement; what went wrong is said by its cause. */
function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error) return describeCause(error.cause)
  // The words of a program that was compiled for another place.
  return error.message.startsWith('Aborted(') ? 'the database in it stopped' : error.message
}
