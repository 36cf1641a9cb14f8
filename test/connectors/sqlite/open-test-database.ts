import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sqlite, { type Database } from 'node-sqlite3-wasm'
import type { Connector } from '../../../src/connectors/contract.ts'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import { failureOf } from '../failure-of.ts'
import { quietLog } from '../read-all.ts'

/** A folder with a database `shop.db` and the connectors opened on it. */
export interface TestDatabase {
  readonly folder: string
  readonly path: string
  /** Runs statements in the database, as another program would. */
  write(sql: string, parameters?: readonly (string | null)[][]): void
  /** Opens it for writing; whoever opens it closes it. */
  openWriter(): Database
  replace(content: Buffer): Promise<void>
  open(path?: string): Promise<Connector>
  /** How reading fails: code and sentence, the folder left out. */
  failure(reading: Promise<unknown>): Promise<string>
  /** What stands beside the database, and in the scratch of the connectors. */
  files(): Promise<string[]>
  close(): Promise<void>
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-sqlite-'))
  const scratchFolder = await mkdtemp(join(tmpdir(), 'counterfoil-sqlite-scratch-'))
  const path = join(folder, 'shop.db')
  const opened: Connector[] = []
  const openWriter = () => new sqlite.Database(path)
  return {
    folder,
    path,
    openWriter,
    write: (sql, parameters) => {
      const database = openWriter()
      try {
        if (!parameters) return database.exec(sql)
        const statement = database.prepare(sql)
        database.exec('BEGIN')
        for (const row of parameters) statement.run([...row])
        database.exec('COMMIT')
        statement.finalize()
      } finally {
        database.close()
      }
    },
    replace: (content) => writeFile(path, content),
    open: async (other = path) => {
      const settings = { type: 'sqlite', path: other } as const
      const connector = await openConnector({ name: 'shop', settings, scratchFolder, log: quietLog })
      opened.push(connector)
      return connector
    },
    failure: async (reading) => (await failureOf(reading)).replaceAll(folder, ''),
    files: async () => [...(await readdir(folder)), ...(await scratchFiles(scratchFolder))].sort(),
    close: async () => {
      for (const connector of opened) await connector.close()
      for (const each of [folder, scratchFolder]) await rm(each, { recursive: true, force: true })
    },
  }
}

/** Files in the scratches but those of the scratch database itself. */
async function scratchFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => /\.(db|staged|sorted|lock)/.test(name)).map((name) => `scratch ${name}`)
}
