import { openDatabase } from '../../src/store/open-database.ts'
import { startPostgres } from './postgres.ts'
import { openTrackedFiles, type TrackedFiles } from './tracked-files.ts'

/** A real PostgreSQL with a migrated database, cloned for every test that asks. */
export interface TrackerServer {
  open(config?: string): Promise<TrackedFiles>
  close(): Promise<void>
}

export async function startTrackerServer(): Promise<TrackerServer> {
  const server = await startPostgres()
  const urlOf = (database: string) => server.url.replace(/postgres$/, database)
  await server.query('create database migrated')
  const { close } = await openDatabase({ databaseUrl: urlOf('migrated'), dataFolder: '' })
  await close()
  let opened = 0
  return {
    async open(config) {
      const name = `tracker_${opened++}`
      await server.query(`create database ${name} template migrated`)
      return await openTrackedFiles({ databaseUrl: urlOf(name), ...(config === undefined ? {} : { config }) })
    },
    close: server.close,
  }
}
