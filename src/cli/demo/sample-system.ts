export const SYSTEM_NAMES = ['crm', 'billing', 'warehouse', 'payments', 'accounting'] as const
export type SystemName = (typeof SYSTEM_NAMES)[number]

/** One record as its system writes it: every value as text, null where the system has none. */
export type SampleRow = Readonly<Record<string, string | null>>

/** One system of the demo, whole and in memory; `SystemStore` writes it to where Counterfoil reads it. */
export interface SampleSystem {
  readonly name: SystemName
  /** What people call it: `the CRM`. */
  readonly title: string
  readonly home: 'database' | 'csv' | 'ndjson'
  /** Table or file name without ending. */
  readonly table: string
  /** Column -> SQL type, in order; the first is the key. */
  readonly columns: Readonly<Record<string, string>>
  readonly rows: readonly SampleRow[]
  /** It delivers none of its rows for now. */
  readonly isWithheld?: boolean
}

export type SampleSystems = Readonly<Record<SystemName, SampleSystem>>

/** The column that identifies a system's records. */
export function keyColumn(system: SampleSystem): string {
  return Object.keys(system.columns)[0]!
}

/** All rows of one key: none where the system does not have it, several where it has duplicates. */
export function rowsOf(system: SampleSystem, key: string): readonly SampleRow[] {
  const column = keyColumn(system)
  return system.rows.filter((row) => row[column] === key)
}
