import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import { connectTo } from '../../src/connectors/connect-to.ts'
import type { Scope } from '../../src/domain/scope.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { silentLog } from '../support/tracked-files.ts'
import { writeSettled } from '../support/write-settled.ts'

export const everything: Scope = { kind: 'everything' }
export const keyScope = (...keys: string[]): Scope => ({ kind: 'keys', keys: keys.map((id) => ({ id })) })

/** A table `crm` in a PostgreSQL and CSV files beside it, whose keys are compared; open for one test file. */
export function openKeySources() {
  let postgres: TestPostgres
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counterfoil-keys-'))
    postgres = await startPostgres()
  })
  afterAll(async () => {
    await postgres?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Compares `plan` of table `crm`, file `billing.csv` and what else the sides say, by real connectors. */
  async function compare(
    reconciliation: string,
    scope: Scope = everything,
    signal: AbortSignal = new AbortController().signal,
    fields = '{ plan: text }',
  ) {
    const file = join(folder, 'counterfoil.yml')
    await writeFile(
      file,
      `sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  billing: { type: files, path: billing.csv }
  map: { type: files, path: map.csv }
reconciliations:
  customers:
${reconciliation}
    fields: ${fields}
`,
    )
    const settings = await loadSettings(file, { CRM_URL: postgres.url })
    const scratchFolder = join(folder, 'scratch')
    const context = {
      connect: connectTo({ settings, dataFolder: folder, log: silentLog }),
      scratchFolder,
      log: silentLog,
      now: () => new Date('2026-11-21T12:00:00Z'),
      newId: () => 'run-1',
      signal,
    }
    const [only] = settings.reconciliations
    const result = await compareReconciliation(context, {
      reconciliation: only!,
      scope,
      keepRecords: scope.kind === 'keys',
    })
    expect(await readdir(scratchFolder)).toEqual([])
    return result
  }

  return {
    compare,
    query: (sql: string) => postgres.query(sql),
    table: (columns: string, rows: string) =>
      postgres.query(
        `DROP TABLE IF EXISTS crm; CREATE TABLE crm (${columns}); INSERT INTO crm VALUES ${rows}`,
      ),
    csv: (name: string, ...lines: string[]) => writeSettled(join(folder, name), `${lines.join('\n')}\n`),
    /** What is left on disk. */
    scratch: () => readdir(join(folder, 'scratch')),
  }
}
