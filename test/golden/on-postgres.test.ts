import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { compareTables, sorted, tableCases, tablesOfCase } from './tables-of-case.ts'

let postgres: TestPostgres
let scratchFolder: string

beforeAll(async () => {
  postgres = await startPostgres()
  scratchFolder = await mkdtemp(join(tmpdir(), 'counterfoil-golden-'))
})
afterAll(async () => {
  await postgres?.close()
  await rm(scratchFolder, { recursive: true, force: true })
})

describe('golden cases on PostgreSQL, by every way of finding candidates', () => {
  it.each(tableCases)('$name', async (golden) => {
    const { reconciliation, tables } = tablesOfCase(golden)
    for (const { name, columns, rows } of tables) {
      const typed = columns.map((column) => `"${column.name}" ${column.type}`)
      await postgres.query(`DROP TABLE IF EXISTS "${name}"; CREATE TABLE "${name}" (${typed.join(', ')})`)
      const places = columns.map((_, cell) => `$${cell + 1}`).join(', ')
      for (const row of rows) await postgres.query(`INSERT INTO "${name}" VALUES (${places})`, row)
    }
    const settings = { type: 'postgres', url: postgres.url, statementTimeoutSeconds: 60 } as const
    const compare = (candidates: 'merge' | 'auto' | 'checksum' | 'keyHash' | 'join') =>
      compareTables(settings, scratchFolder, { ...reconciliation, candidates })
    const merged = await compare('merge')
    for (const candidates of ['auto', 'checksum', 'keyHash', 'join'] as const) {
      expect(await compare(candidates), candidates).toEqual(merged)
    }
    const { counts, findings } = golden.expected as { counts?: object; findings?: object[] }
    if (counts) expect(merged.counts).toEqual(counts)
    if (findings) expect(sorted(merged.findings)).toEqual(sorted(findings))
  })
})
