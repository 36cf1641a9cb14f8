import type { SchemaFinding } from '../domain/finding.ts'
import { nearestName } from '../domain/nearest-name.ts'
import type { Field, Reconciliation, Side } from '../domain/reconciliation.ts'
import type { Column, FieldType } from '../domain/record.ts'
import type { ComparedColumns } from '../domain/run.ts'
import { isCounted } from './plan-grouping.ts'
import { resolveFieldType } from './resolve-field-type.ts'

/** Columns by side name, as the sources describe them; those of a mapping table by `mappingName` of its side. */
export type SideColumns = Readonly<Record<string, readonly Column[]>>

/**
 * The fields that cannot be compared: a column is gone that an earlier run compared (`known`), or typed sides disagree.
 * Types are looked at only where all columns are there. A column that nobody ever saw is misspelt, and no finding.
 */
export function findSchemaFindings(
  reconciliation: Reconciliation,
  columns: SideColumns,
  known: ComparedColumns,
): SchemaFinding[] {
  return reconciliation.fields.flatMap((field) => {
    const gone = reconciliation.sides.flatMap((side) => findGone(side, field, { columns, known }))
    return gone.length > 0 ? gone : findMismatch(reconciliation, field, columns)
  })
}

/** The types of a field's columns by side; null for those that are only text, and for sides without the field. */
export function sideTypes(
  sides: readonly Side[],
  field: Field,
  columns: SideColumns,
): readonly (FieldType | null)[] {
  return sides.map((side) =>
    isCounted(side, field.name) ? 'integer' : (columnOf(side, field, columns)?.type ?? null),
  )
}

/** The reconciliation as if it had never asked for the fields of these findings. */
export function withoutFieldsOf(
  reconciliation: Reconciliation,
  findings: readonly SchemaFinding[],
): Reconciliation {
  if (findings.length === 0) return reconciliation
  const names = new Set(findings.map(({ field }) => field))
  const keep = <Value>(byField: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(byField).filter(([name]) => !names.has(name)))
  return {
    ...reconciliation,
    fields: reconciliation.fields.filter(({ name }) => !names.has(name)),
    sides: reconciliation.sides.map((side) => ({
      ...side,
      ...(side.expect ? { expect: keep(side.expect) } : {}),
      ...(side.groupBy ? { groupBy: { ...side.groupBy, aggregates: keep(side.groupBy.aggregates) } } : {}),
    })),
  }
}

function findGone(
  side: Side,
  field: Field,
  { columns, known }: { readonly columns: SideColumns; readonly known: ComparedColumns },
): SchemaFinding[] {
  const column = side.columns[field.name]
  if (column == null || isCounted(side, field.name) || columnOf(side, field, columns)) return []
  if (known[side.name]?.[field.name] !== column) return []
  // A renamed column is one that the side did not use before.
  const used = [...side.keyColumns, ...Object.values(side.columns)]
  const unused = (columns[side.name] ?? []).flatMap(({ name }) => (used.includes(name) ? [] : [name]))
  return [
    {
      ...NO_RECORD,
      field: field.name,
      problem: 'missing-column',
      side: side.name,
      column,
      nearest: nearestName(column, unused),
      types: {},
    },
  ]
}

function findMismatch(reconciliation: Reconciliation, field: Field, columns: SideColumns): SchemaFinding[] {
  const { sides } = reconciliation
  if (!('disagree' in resolveFieldType(field, sideTypes(sides, field, columns)))) return []
  const types = sides.flatMap((side): [string, string][] => {
    if (isCounted(side, field.name)) return [[side.name, 'integer (a count)']]
    const column = columnOf(side, field, columns)
    return column?.type ? [[side.name, typeText(column.type, column.nativeType)]] : []
  })
  return [
    {
      ...NO_RECORD,
      field: field.name,
      problem: 'type-mismatch',
      side: null,
      column: null,
      nearest: null,
      types: Object.fromEntries(types),
    },
  ]
}

const NO_RECORD = { kind: 'schema', key: {}, severity: 'high' } as const

/** `decimal (numeric(10,2))`; the source's word alone where it is the same. */
function typeText(type: FieldType, nativeType: string): string {
  return type === nativeType ? type : `${type} (${nativeType})`
}

function columnOf(side: Side, field: Field, columns: SideColumns): Column | undefined {
  const wanted = side.columns[field.name]
  return columns[side.name]?.find(({ name }) => name === wanted)
}
