import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../support/mariadb.ts'
import { compareTables, sorted, tableCases, tablesOfCase } from './tables-of-case.ts'

let mariadb: TestMariadb
let scratchFolder: string

const TITLE = `golden cases on MariaDB, by every way of finding candidates ${MARIADB_MISSING ?? ''}`

describe.skipIf(MARIADB_MISSING)(TITLE, () => {
  beforeAll(async () => {
    mariadb = await startMariadb()
    scratchFolder = await mkdtemp(join(tmpdir(), 'counterfoil-golden-'))
  })
  afterAll(async () => {
    await mariadb?.close()
    await rm(scratchFolder, { recursive: true, force: true })
  })

  it.each(tableCases)('$name', async (golden) => {
    const { reconciliation, tables } = tablesOfCase(golden)
    for (const { name, columns, rows } of tables) {
      const typed = columns.map((column) => `\`${column.name}\` ${column.type}`)
      await mariadb.query(`DROP TABLE IF EXISTS \`${name}\`; CREATE TABLE \`${name}\` (${typed.join(', ')})`)
      const places = columns.map(() => '?').join(', ')
      for (const row of rows) await mariadb.query(`INSERT INTO \`${name}\` VALUES (${places})`, row)
    }
    const settings = { type: 'mysql', url: mariadb.url, statementTimeoutSeconds: 60 } as const
    const compare = (candidates: 'merge' | 'auto' | 'checksum' | 'keyHash') =>
      compareTables(settings, scratchFolder, { ...reconciliation, candidates })
    const merged = await compare('merge')
    for (const candidates of ['auto', 'checksum', 'keyHash'] as const) {
      expect(await compare(candidates), candidates).toEqual(merged)
    }
    const { counts, findings } = golden.expected as { counts?: object; findings?: object[] }
    if (counts) expect(merged.counts).toEqual(counts)
    if (findings) expect(sorted(merged.findings)).toEqual(sorted(findings))
  })
})
