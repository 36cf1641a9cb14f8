import { CounterfoilError } from '../domain/errors.ts'
import type { SideLocation } from '../domain/reconciliation.ts'

/** What a kind of SQL database is called, and how it quotes a table's name. */
interface SqlKind {
  readonly kind: string
  quoteTable(table: string): string
}

/** The `FROM` of a side, with its `where`. Table, query and condition stand as the config has them. */
export function fromClause(name: string, location: SideLocation, { kind, quoteTable }: SqlKind): string {
  const where = location.where === null ? 'true' : `(\n${location.where}\n)`
  if (location.table !== null) return `${quoteTable(location.table)} WHERE ${where}`
  if (location.query === null) {
    throw new CounterfoilError(
      'config-invalid',
      `${name}: say which table or query of this ${kind} source to read.`,
    )
  }
  return `(\n${location.query.replace(/[;\s]+$/, '')}\n) AS side WHERE ${where}`
}
