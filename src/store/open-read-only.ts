import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { CounterfoilError } from '../domain/errors.ts'
import type { Database } from './database.ts'
import { MIGRATIONS } from './migrations.ts'

/** Reads the tracker in one transaction that PostgreSQL lets write nothing; answers `none` where there is no tracker. */
export type ReadTracker = <Result>(
  work: (db: Database) => Promise<Result>,
  none: () => Result | Promise<Result>,
) => Promise<Result>

/**
 * Opens the tracker as it is: no folder, table or row is made or changed. Throws as `openDatabase` does, and
 * `tracker-unreachable` when its tables are those of an older version.
 */
export async function openReadOnly(options: {
  readonly databaseUrl: string | null
  readonly dataFolder: string
}): Promise<{ read: ReadTracker; close(): Promise<void> }> {
  const opened = await openAsIs(options)
  if (!opened) return { read: async (_work, none) => await none(), close: async () => {} }
  const { db, close } = opened
  try {
    const isThere = await hasTables(db)
    const read: ReadTracker = async (work, none) =>
      isThere
        ? await db.transaction(async (transaction: Database) => await work(transaction), {
            accessMode: 'read only',
            isolationLevel: 'repeatable read',
          })
        : await none()
    return { read, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openAsIs({ databaseUrl, dataFolder }: Parameters<typeof openReadOnly>[0]) {
  if (databaseUrl === null) {
    const { openEmbeddedAsIs } = await import('./open-embedded.ts')
    return await openEmbeddedAsIs(dataFolder)
  }
  const { openServerAsIs } = await import('./open-server.ts')
  return await openServerAsIs(databaseUrl)
}

/** Whether there is a tracker, and one that this version can read. */
async function hasTables(db: Database): Promise<boolean> {
  const table = `drizzle.${MIGRATIONS.migrationsTable}`
  const [found] = await db
    .select({ is: sql<boolean>`to_regclass(${table}) is not null` })
    .from(sql`(values (1)) as one`)
  if (!found!.is) return false
  const at = sql<string | null>`max(created_at)::text`
  const [newest] = await db.select({ at }).from(sql.raw(table))
  if (newest!.at === null) return false
  const wanted = Math.max(...readMigrationFiles(MIGRATIONS).map(({ folderMillis }) => folderMillis))
  if (Number(newest!.at) >= wanted) return true
  throw new CounterfoilError(
    'tracker-unreachable',
    'The tracker has the tables of an older version, and what only reads it changes nothing: start the bot, or run once ' +
      'without --dry-run, which brings them up to date',
  )
}
