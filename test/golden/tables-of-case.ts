import { openConnector } from '../../src/connectors/open-connector.ts'
import type { InvalidFinding } from '../../src/domain/finding.ts'
import type { Reconciliation } from '../../src/domain/reconciliation.ts'
import type { RawValue } from '../../src/domain/record.ts'
import type { SourceSettings } from '../../src/domain/settings.ts'
import { planComparison } from '../../src/engine/index.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { columnsOf } from '../engine/compare-rows.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { silentLog } from '../support/tracked-files.ts'
import { type GoldenCase, listCases, readCase, shown } from './read-case.ts'

const ROOT = new URL('.', import.meta.url).pathname
const NOW = new Date('2026-11-01T12:00:00Z')

/** Their point is an integer key that no column of a database writes so: `007`. */
const WRITTEN_KEYS = ['group-three-sides', 'key-integer']
/** Those that are compared at all, and whose point is not what columns are there or how keys are translated. */
export const tableCases: readonly GoldenCase[] = listCases(ROOT)
  .map((name) => readCase(ROOT, name))
  .filter(({ name, rules, mappings, expected }) => {
    const isAboutColumns = rules.known !== undefined || name.startsWith('schema-')
    const isCompared = !('error' in expected) && Object.keys(mappings).length === 0
    return isCompared && !isAboutColumns && !WRITTEN_KEYS.includes(name)
  })

export interface CaseTable {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: 'bigint' | 'text' }[]
  readonly rows: readonly (readonly RawValue[])[]
}

/** One table a side. All columns are text, so that the values stay as the case has them, but integers that keys may be. */
export function tablesOfCase({ rules, sides }: GoldenCase): {
  readonly reconciliation: Reconciliation
  readonly tables: readonly CaseTable[]
} {
  const made = makeReconciliation(rules)
  const described = Object.fromEntries(Object.entries(sides).map(([name, side]) => [name, columnsOf(side)]))
  const plan = planComparison(made, described)
  const tables = made.sides.map(({ name, keyColumns }): CaseTable => {
    const { columns, rows } = sides[name]!
    const typed = columns.map((column, index) => {
      const plain = column.split(':')[0]!
      const isPlain = rows.every((row) => /^(-?[1-9]\d{0,17}|0)$/.test(row[index] ?? '0'))
      const isIntegerKey = plan.keyOrder[keyColumns.indexOf(plain)] === 'integer'
      return { name: plain, type: isIntegerKey && isPlain ? ('bigint' as const) : ('text' as const) }
    })
    return { name, columns: typed, rows }
  })
  const fields = made.fields.map((field, index) => ({ ...field, type: plan.fields[index]!.type }))
  const inTables = made.sides.map((side) => ({
    ...side,
    location: { table: side.name, query: null, where: null },
  }))
  return { reconciliation: { ...made, fields, sides: inTables }, tables }
}

/** What a comparison says of sides that all live in one source. */
export async function compareTables(
  settings: SourceSettings,
  scratchFolder: string,
  reconciliation: Reconciliation,
) {
  const context = {
    connect: (name: string) => openConnector({ name, settings, scratchFolder, log: silentLog }),
    scratchFolder,
    log: silentLog,
    now: () => NOW,
    newId: () => 'run-1',
    signal: new AbortController().signal,
  }
  const scope = { kind: 'everything' } as const
  const { summary, findings, patterns } = await compareReconciliation(context, { reconciliation, scope })
  return { ...summary, findings: findings.map(shown), patterns }
}

/** Records without a key come in the order of their source. */
export function sorted(findings: readonly object[]): object[] {
  const place = ({ kind, key, side, field }: Partial<InvalidFinding>) =>
    JSON.stringify([kind, key, side, field])
  return findings.toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
}
