import { rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import sqlite from 'node-sqlite3-wasm'
import { writeSettled } from '../support/write-settled.ts'
import type { ChangingRecord } from './changing-records.ts'
import type { CuttableSource } from './cuttable-source.ts'

type Format = 'csv' | 'gz' | 'ndjson' | 'json' | 'sqlite'

/** A file that is written to its end, or cut. What says of itself where it ends needs no trailer. */
export function openFileSource(format: Format, folder: () => string): CuttableSource {
  const name = `file_${format}`
  const file = format === 'gz' ? 'billing.csv.gz' : `billing.${format}`
  const path = () => join(folder(), file)
  let cutAfter: number | null = null
  return {
    name,
    variables: {},
    config: CONFIGS[format](file),
    side: format === 'sqlite' ? 'table: billing, key: id' : 'key: id',
    write: (records) => WRITERS[format](path(), records.list('billing')),
    cut: async (afterBytes) => {
      const { size } = await stat(path())
      if (afterBytes >= size) return
      cutAfter = afterBytes
      await truncate(path(), afterBytes)
    },
    mend: async () => {
      const isCut = cutAfter !== null
      cutAfter = null
      return { bytes: (await stat(path())).size, isCut }
    },
    close: () => rm(path(), { force: true }),
  }
}

const files = (path: string, rules = '') => `{ type: files, path: "${path}", settledFor: 0s${rules} }`

const CONFIGS: Readonly<Record<Format, (path: string) => string>> = {
  csv: (path) => files(path, ', trailer: "^TRAILER,{rows}$"'),
  gz: (path) => files(path),
  ndjson: (path) => files(path, ', trailer: "^# {rows} rows$"'),
  json: (path) => files(path, ', records: data'),
  sqlite: (path) => `{ type: sqlite, path: "${path}" }`,
}

const WRITERS: Readonly<Record<Format, (path: string, records: readonly ChangingRecord[]) => Promise<void>>> =
  {
    csv: (path, records) => writeSettled(path, `${csv(records)}TRAILER,${records.length}\n`),
    gz: (path, records) => writeSettled(path, gzipSync(csv(records))),
    ndjson: (path, records) =>
      writeSettled(path, `${records.map((each) => `${json(each)}\n`).join('')}# ${records.length} rows\n`),
    json: (path, records) =>
      writeSettled(path, `{ "data": [${records.map(json).join(',\n')}], "end": true }\n`),
    sqlite: async (path, records) => {
      await rm(path, { force: true })
      const database = new sqlite.Database(path)
      try {
        database.exec(
          'PRAGMA page_size = 1024; BEGIN; CREATE TABLE billing (id INTEGER, balance TEXT, note TEXT, changed_at TEXT)',
        )
        const statement = database.prepare('INSERT INTO billing VALUES (?, ?, ?, ?)')
        for (const { id, balance, note, changedAt } of records) statement.run([id, balance, note, changedAt])
        statement.finalize()
        database.exec('COMMIT')
      } finally {
        database.close()
      }
    },
  }

function csv(records: readonly ChangingRecord[]): string {
  const rows = records.map(({ id, balance, note, changedAt }) => {
    const cells = [String(id), changedAt, balance, `"${note.replaceAll('"', '""')}"`]
    return `${cells.join(',')}\n`
  })
  return `id,changed_at,balance,note\n${rows.join('')}`
}

function json({ id, balance, note, changedAt }: ChangingRecord): string {
  return JSON.stringify({ id, balance, note, changed_at: changedAt })
}
