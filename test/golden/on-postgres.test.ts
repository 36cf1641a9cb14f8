import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openConnector } from '../../src/connectors/open-connector.ts'
import type { InvalidFinding } from '../../src/domain/finding.ts'
import type { Reconciliation } from '../../src/domain/reconciliation.ts'
import { planComparison } from '../../src/engine/index.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { columnsOf, type Rows } from '../engine/compare-rows.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { silentLog } from '../support/tracked-files.ts'
import { type GoldenCase, listCases, readCase, shown } from './read-case.ts'

const ROOT = new URL('.', import.meta.url).pathname
const NOW = new Date('2026-11-01T12:00:00Z')
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

/** Their point is an integer key that no column of PostgreSQL writes so: `007`. */
const WRITTEN_KEYS = ['group-three-sides', 'key-integer']
/** Those that are compared at all, and whose point is not what columns are there or how keys are translated. */
const cases = listCases(ROOT)
  .map((name) => readCase(ROOT, name))
  .filter(({ name, rules, mappings, expected }) => {
    const isAboutColumns = rules.known !== undefined || name.startsWith('schema-')
    const isCompared = !('error' in expected) && Object.keys(mappings).length === 0
    return isCompared && !isAboutColumns && !WRITTEN_KEYS.includes(name)
  })

describe('golden cases on PostgreSQL, by every way of finding candidates', () => {
  it.each(cases)('$name', async (golden) => {
    const reconciliation = await fill(golden)
    const merged = await compare({ ...reconciliation, candidates: 'merge' })
    for (const candidates of ['auto', 'checksum', 'keyHash', 'join'] as const) {
      expect(await compare({ ...reconciliation, candidates }), candidates).toEqual(merged)
    }
    const { counts, findings } = golden.expected as { counts?: object; findings?: object[] }
    if (counts) expect(merged.counts).toEqual(counts)
    if (findings) expect(sorted(merged.findings)).toEqual(sorted(findings))
  })
})

async function compare(reconciliation: Reconciliation) {
  const settings = { type: 'postgres', url: postgres.url, statementTimeoutSeconds: 60 } as const
  const context = {
    connect: (name: string) => openConnector({ name, settings, scratchFolder, log: silentLog }),
    scratchFolder,
    log: silentLog,
    now: () => NOW,
    newId: () => 'run-1',
    signal: new AbortController().signal,
  }
  const { summary, findings, patterns } = await compareReconciliation(context, {
    reconciliation,
    scope: { kind: 'everything' },
  })
  return { ...summary, findings: findings.map(shown), patterns }
}

/** One table a side. All columns are text, so that the values stay as the case has them, but integers that keys may be. */
async function fill({ rules, sides }: GoldenCase): Promise<Reconciliation> {
  const made = makeReconciliation(rules)
  const columns = Object.fromEntries(Object.entries(sides).map(([name, side]) => [name, columnsOf(side)]))
  const plan = planComparison(made, columns)
  for (const side of made.sides) {
    const isIntegerKey = (column: string) => plan.keyOrder[side.keyColumns.indexOf(column)] === 'integer'
    await createTable(side.name, sides[side.name]!, isIntegerKey)
  }
  return {
    ...made,
    fields: made.fields.map((field, index) => ({ ...field, type: plan.fields[index]!.type })),
    sides: made.sides.map((side) => ({ ...side, location: { table: side.name, query: null, where: null } })),
  }
}

async function createTable(
  name: string,
  { columns, rows }: Rows,
  isIntegerKey: (column: string) => boolean,
): Promise<void> {
  const typed = columns.map((column, index) => {
    const [plain] = column.split(':')
    const isPlain = rows.every((row) => /^(-?[1-9]\d{0,17}|0)$/.test(row[index] ?? '0'))
    return `"${plain}" ${isIntegerKey(plain!) && isPlain ? 'bigint' : 'text'}`
  })
  await postgres.query(`DROP TABLE IF EXISTS "${name}"; CREATE TABLE "${name}" (${typed.join(', ')})`)
  for (const row of rows) {
    await postgres.query(
      `INSERT INTO "${name}" VALUES (${row.map((_, cell) => `$${cell + 1}`).join(', ')})`,
      row,
    )
  }
}

/** Records without a key come in the order of their source. */
function sorted(findings: readonly object[]): object[] {
  const place = ({ kind, key, side, field }: Partial<InvalidFinding>) =>
    JSON.stringify([kind, key, side, field])
  return findings.toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
}
