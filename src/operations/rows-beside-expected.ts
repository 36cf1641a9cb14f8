import type { Scope } from '../domain/scope.ts'
import type { Database } from '../store/open-database.ts'
import { findLastFullRun } from '../store/runs.ts'

export type RowsBySide = Readonly<Record<string, number>>

interface Wanted {
  /** Of the reconciliation. */
  readonly name: string
  readonly scope: Scope
  readonly tell: (rows: RowsBySide, expected: RowsBySide) => void
}

/** Tells the rows beside those that the last full run read. */
export async function rowsBesideExpected(
  db: Database,
  { name, scope, tell }: Wanted,
): Promise<(rows: RowsBySide) => void> {
  const last = scope.kind === 'everything' ? await findLastFullRun(db, name) : null
  const sides = Object.entries(last?.summary?.sides ?? {})
  const expected = Object.fromEntries(sides.map(([side, { rows }]) => [side, rows]))
  return (rows) => tell(rows, expected)
}
