import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openConnector } from '../../src/connectors/open-connector.ts'
import type { Reconciliation } from '../../src/domain/reconciliation.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { type GoldenCase, listCases, readCase } from '../golden/read-case.ts'
import { silentLog } from '../support/tracked-files.ts'

const ROOT = new URL('../golden/', import.meta.url).pathname

/** The golden cases as files that are staged on disk; open for one test file. */
export function openGoldenFiles() {
  let scratchFolder: string

  beforeAll(async () => {
    scratchFolder = await mkdtemp(join(tmpdir(), 'counterfoil-golden-'))
  })
  afterAll(async () => await rm(scratchFolder, { recursive: true, force: true }))

  /** Compares everything, each source read from the CSV file of its name in the folder of the case. */
  async function compare({ folder }: GoldenCase, reconciliation: Reconciliation) {
    const context = {
      connect: async (name: string) => {
        const settings = { type: 'files', path: join(folder, `${name}.csv`) } as const
        return await openConnector({ name, settings, scratchFolder, log: silentLog })
      },
      scratchFolder,
      log: silentLog,
      now: () => new Date('2026-11-01T12:00:00Z'),
      newId: () => 'run-1',
      signal: new AbortController().signal,
    }
    return await compareReconciliation(context, { reconciliation, scope: { kind: 'everything' } })
  }

  return {
    cases: listCases(ROOT).map((name) => readCase(ROOT, name)),
    compare,
    /** What comparisons have left behind. */
    leftovers: () => readdir(scratchFolder),
  }
}
