import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openConnector } from '../../src/connectors/open-connector.ts'
import type { Finding } from '../../src/domain/finding.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { listCases, readCase, shown } from '../golden/read-case.ts'
import { silentLog } from '../support/tracked-files.ts'

const ROOT = new URL('../golden/', import.meta.url).pathname
let scratchFolder: string

beforeAll(async () => {
  scratchFolder = await mkdtemp(join(tmpdir(), 'counterfoil-golden-'))
})
afterAll(async () => await rm(scratchFolder, { recursive: true, force: true }))

/** Cases of keys whose columns have no types, as a CSV's have none. */
const cases = listCases(ROOT)
  .map((name) => readCase(ROOT, name))
  .filter(({ rules, sides }) => {
    const columns = Object.values(sides).flatMap((side) => side.columns)
    const rewrites = rules.keys || Object.values(rules.sides).some(({ via }) => via)
    return rewrites && columns.every((column) => !column.includes(':'))
  })

describe('golden cases of keys, read from files and staged on disk', () => {
  it.each(cases)('$name', async ({ folder, rules, expected }) => {
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
    const scope = { kind: 'everything' } as const
    const reconciliation = makeReconciliation(rules)
    const { summary, findings } = await compareReconciliation(context, { reconciliation, scope })
    expect(summary.counts).toEqual(expected.counts)
    expect(sorted(findings.map(shown))).toEqual(sorted(expected.findings as Finding[]))
    expect(await readdir(scratchFolder)).toEqual([])
  })

  it('there are some', () => {
    expect(cases.length).toBeGreaterThanOrEqual(4)
  })
})

/** Records without a key come in the order of their source. */
function sorted(findings: readonly object[]): string[] {
  return findings.map((finding) => JSON.stringify(finding)).sort()
}
