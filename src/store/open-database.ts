import type { Database } from './database.ts'

export type { Database } from './database.ts'

/**
 * Opens the tracker and brings its tables up to date: the server of `databaseUrl`, or where that is null the embedded
 * one in `dataFolder`. Throws `tracker-unreachable`, and `tracker-busy` when another process has the folder.
 * Only the driver that is needed is loaded.
 */
export async function openDatabase(options: {
  readonly databaseUrl: string | null
  readonly dataFolder: string
}): Promise<{ db: Database; close(): Promise<void> }> {
  if (options.databaseUrl === null) {
    const { openEmbedded } = await import('./open-embedded.ts')
    return await openEmbedded(options.dataFolder)
  }
  const { openServer } = await import('./open-server.ts')
  return await openServer(options.databaseUrl)
}
