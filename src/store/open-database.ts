import type { Database } from './database.ts'

export type { Database } from './database.ts'

/** Throws. */
export async function openDatabase(options: {
  databaseUrl: string | null
  dataFolder: string
}): Promise<{ db: Database; close(): Promise<void> }> {
  throw new Error(`not yet: ${options.dataFolder}`)
}
