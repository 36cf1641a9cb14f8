import {
  keyColumn,
  rowsOf,
  type SampleRow,
  type SampleSystem,
  type SampleSystems,
  type SystemName,
} from './sample-system.ts'

/** A change of one record in one system, as plain data. */
type EditOfRecord =
  | {
      readonly type: 'set'
      readonly system: SystemName
      readonly key: string
      readonly values: SampleRow
    }
  | { readonly type: 'remove'; readonly system: SystemName; readonly key: string }
  | { readonly type: 'repeat'; readonly system: SystemName; readonly key: string }
  /** Back to what `origin` has for this key. */
  | { readonly type: 'restore'; readonly system: SystemName; readonly key: string }

/** A change of what a system delivers, as plain data: of one record, or of all: none of those it has, and all again. */
export type Edit = EditOfRecord | { readonly type: 'withhold' | 'deliver'; readonly system: SystemName }

/** The systems after some edits; what they were given stays as it is. */
export function applyEdits(
  systems: SampleSystems,
  edits: readonly Edit[],
  origin: SampleSystems = systems,
): SampleSystems {
  const edited = { ...systems }
  for (const edit of edits) {
    const system = edited[edit.system]
    edited[edit.system] = editSystem(system, edit, origin[edit.system])
  }
  return edited
}

function editSystem(system: SampleSystem, edit: Edit, origin: SampleSystem): SampleSystem {
  if (!('key' in edit)) return { ...system, isWithheld: edit.type === 'withhold' }
  return { ...system, rows: editRows(system, edit, origin) }
}

function editRows(system: SampleSystem, edit: EditOfRecord, origin: SampleSystem): readonly SampleRow[] {
  const column = keyColumn(system)
  const others = system.rows.filter((row) => row[column] !== edit.key)
  const own = rowsOf(system, edit.key)
  switch (edit.type) {
    case 'set':
      return [...others, ...own.map((row) => ({ ...row, ...edit.values }))]
    case 'remove':
      return others
    case 'repeat':
      return [...others, ...own, ...own]
    case 'restore':
      return [...others, ...rowsOf(origin, edit.key)]
  }
}
