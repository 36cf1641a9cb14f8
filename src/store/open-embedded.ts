import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle, type PgliteDatabase } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { CounterfoilError } from '../domain/errors.ts'
import type { Database } from './database.ts'
import { lockFolder } from './lock-folder.ts'
import { MIGRATIONS } from './migrations.ts'
import { endAllClaims } from './outbox.ts'
import { failAllRunning } from './runs.ts'

/** Opens the PostgreSQL inside this process, whose files are in `dataFolder`. */
export async function openEmbedded(dataFolder: string): Promise<{ db: Database; close(): Promise<void> }> {
  return await openFolder(dataFolder, async (db) => {
    await migrate(db, MIGRATIONS)
    // Whoever ran them is dead: it would still have the lock.
    await failAllRunning(db, new Date())
    await endAllClaims(db)
    // A server does this by itself.
    await db.execute(
      sql`vacuum (analyze) runs, discrepancies, discrepancy_events, audit_chain, outbox, lanes, messages, digests`,
    )
  })
}

/** Opens what is there, as it is; null, and no folder made, where there is nothing yet. */
export async function openEmbeddedAsIs(
  dataFolder: string,
): Promise<{ db: Database; close(): Promise<void> } | null> {
  if (!existsSync(join(dataFolder, 'tracker', 'PG_VERSION'))) return null
  return await openFolder(dataFolder, async () => {})
}

async function openFolder(
  dataFolder: string,
  prepare: (db: PgliteDatabase) => Promise<void>,
): Promise<{ db: Database; close(): Promise<void> }> {
  const lock = await lockFolder(dataFolder)
  const folder = join(dataFolder, 'tracker')
  try {
    await mkdir(folder, { recursive: true })
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
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CounterfoilError(
      'tracker-unreachable',
      `The tracker in ${folder} cannot be opened: ${reason}`,
      {
        cause,
      },
    )
  }
}
