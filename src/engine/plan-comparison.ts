import { CounterfoilError } from '../domain/errors.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { Field, Reconciliation, Side } from '../domain/reconciliation.ts'
import type { Column, FieldType } from '../domain/record.ts'
import { checkExpectations } from './check-expectations.ts'
import { checkFieldRules, checkRecordRules, needsUpdatedAt } from './check-rules.ts'
import type { ComparisonPlan, PlannedField, PlannedSide } from './comparison-plan.ts'
import { checkGroupings, isCounted, planGrouping } from './plan-grouping.ts'
import { checkKeys, orderOfKeyPart, rewritesKeys } from './plan-keys.ts'
import { resolveFieldType, vouchesFor } from './resolve-field-type.ts'

/** Columns by side name, as the sources describe them; those of a mapping table by `mappingName` of its side. */
type SideColumns = Readonly<Record<string, readonly Column[]>>

/**
 * Makes a reconciliation ready for its sources: resolves each field's type and each key part's order, and refuses
 * columns that a side does not have and rules that cannot mean anything. Throws `config-invalid` with every problem,
 * one a line.
 */
export function planComparison(reconciliation: Reconciliation, columns: SideColumns): ComparisonPlan {
  const problems = [
    ...checkSides(reconciliation),
    ...reconciliation.sides.flatMap((side) => checkColumns(side, columns[side.name] ?? [])),
    ...checkKeys(reconciliation, columns),
    ...checkUpdatedAt(reconciliation, columns),
    ...checkRecordRules(reconciliation),
  ]
  const types = reconciliation.fields.map((field) => {
    const resolved = resolveFieldType(field, sideTypes(reconciliation, field, columns))
    if ('type' in resolved) problems.push(...fieldProblems(reconciliation, field, resolved.type))
    else problems.push(disagreement(reconciliation, field, columns))
    return 'type' in resolved ? resolved.type : 'text'
  })
  problems.push(...checkGroupings(reconciliation, types))
  problems.push(...checkExpectations(reconciliation, types))
  if (problems.length > 0) {
    const lines = [...new Set(problems)].map((problem) => `reconciliations.${reconciliation.name}.${problem}`)
    throw new CounterfoilError('config-invalid', lines.join('\n'))
  }
  return {
    reconciliation,
    keyNames: reconciliation.keyNames,
    keyOrder: reconciliation.keyNames.map((_, part) => orderOfKeyPart(reconciliation, part, columns)),
    sides: reconciliation.sides.map((side) => planSide(reconciliation, side, columns)),
    fields: reconciliation.fields.map((field, index) =>
      planField(reconciliation, field, { type: types[index]!, columns }),
    ),
  }
}

function checkSides({ sides, keyNames }: Reconciliation): string[] {
  const problems: string[] = []
  if (sides.length < 2) problems.push('sides: a comparison needs two or more sides: add one')
  if (keyNames.length === 0) problems.push('sides: no side says its key: write key: with one or more columns')
  for (const side of sides) {
    if (side.keyColumns.length === keyNames.length) continue
    problems.push(
      `sides.${side.name}.key: ${side.keyColumns.length} columns where the key has ${keyNames.length} parts ` +
        `(${keyNames.join(', ')}): name one column for each`,
    )
  }
  return problems
}

function checkColumns(side: Side, columns: readonly Column[]): string[] {
  const known = columns.map((column) => column.name)
  const wanted: [place: string, column: string | null][] = [
    ...side.keyColumns.map((column): [string, string] => ['key', column]),
    ...Object.entries(side.columns).map(([field, column]): [string, string | null] => [
      `columns.${field}`,
      isCounted(side, field) ? null : column,
    ]),
    ['updatedAt', side.updatedAt],
    ['parts', side.groupBy?.partsColumn ?? null],
    ['dateColumn', side.dateColumn],
  ]
  return wanted.flatMap(([place, column]) => {
    if (column === null || known.includes(column)) return []
    const has = didYouMean(column, known) || `: it has ${known.join(', ') || 'no columns'}`
    return [`sides.${side.name}.${place}: "${side.name}" has no column "${column}"${has}`]
  })
}

/** Where changes are followed, a column that tells no time would make every run look at everything. */
function checkUpdatedAt({ sides, readsUpdatedAt }: Reconciliation, columns: SideColumns): string[] {
  if (!readsUpdatedAt) return []
  return sides.flatMap(({ name, updatedAt }) => {
    const found = columns[name]?.find((column) => column.name === updatedAt)
    if (!found?.type || ['timestamp', 'date', 'text'].includes(found.type)) return []
    return [
      `sides.${name}.updatedAt: "${updatedAt}" is ${found.nativeType}, which tells no time: name a timestamp, a date or a text`,
    ]
  })
}

function sideTypes(reconciliation: Reconciliation, field: Field, columns: SideColumns): (FieldType | null)[] {
  return reconciliation.sides.map((side) =>
    isCounted(side, field.name) ? 'integer' : typeOf(columns[side.name], side.columns[field.name]),
  )
}

function typeOf(columns: readonly Column[] | undefined, name: string | null | undefined): FieldType | null {
  return columns?.find((column) => column.name === name)?.type ?? null
}

function fieldProblems({ sides }: Reconciliation, field: Field, type: FieldType): string[] {
  const names = sides.map((side) => side.name)
  const problems = checkFieldRules(field, type, names)
  if (sides.filter((side) => side.columns[field.name] != null).length < 2) {
    problems.push('fewer than two sides have this field, so there is nothing to compare: name its columns')
  }
  return problems.map((problem) => `fields.${field.name}: ${problem}`)
}

function disagreement(reconciliation: Reconciliation, field: Field, columns: SideColumns): string {
  const said = reconciliation.sides.flatMap((side) => {
    if (isCounted(side, field.name)) return [`integer on ${side.name} (count)`]
    const column = columns[side.name]?.find(({ name }) => name === side.columns[field.name])
    return column?.type ? [`${column.type} on ${side.name} (${column.nativeType})`] : []
  })
  return `fields.${field.name}: the sides have different types, ${said.join(', ')}: say type: for field "${field.name}"`
}

function planSide(reconciliation: Reconciliation, side: Side, sources: SideColumns): PlannedSide {
  const compared = fieldsOf(reconciliation, side)
  const columns = [...side.keyColumns, ...compared.map((field) => side.columns[field.name]!)]
  const updatedAt = needsUpdatedAt(reconciliation) ? side.updatedAt : null
  const grouped = planGrouping(side, compared, updatedAt)
  const sameColumn = compared.find((field) => side.columns[field.name] === updatedAt)
  return {
    name: side.name,
    columns: grouped?.columns ?? (updatedAt === null ? columns : [...columns, updatedAt]),
    isStaged: rewritesKeys(reconciliation, side, sources),
    optional: side.optional,
    updatedAtCell: updatedAt === null ? null : columns.length,
    updatedAtZone: side.updatedAtZone ?? sameColumn?.zone[side.name] ?? 'UTC',
    grouping: grouped?.grouping ?? null,
  }
}

function fieldsOf({ fields }: Reconciliation, side: Side): Field[] {
  return fields.filter((field) => side.columns[field.name] != null)
}

function planField(
  reconciliation: Reconciliation,
  field: Field,
  { type, columns }: { readonly type: FieldType; readonly columns: SideColumns },
): PlannedField {
  const { sides } = reconciliation
  const having = sides.filter((side) => side.columns[field.name] != null)
  const vouched = sideTypes({ ...reconciliation, sides: having }, field, columns).every((from) =>
    vouchesFor(from, type),
  )
  const rewrites = field.keep !== null || Object.keys(field.map).length > 0
  return {
    name: field.name,
    type,
    rules: field,
    cells: sides.map((side) =>
      side.columns[field.name] == null
        ? null
        : side.keyColumns.length + fieldsOf(reconciliation, side).indexOf(field),
    ),
    dependsOnSide: having.some((side) => side.groupBy) || dependsOnSide(field, type, having),
    mayNotParse: type !== 'text' && (rewrites || !vouched),
  }
}

/** Whether two sides read the same raw text in another way. */
function dependsOnSide(field: Field, type: FieldType, sides: readonly Side[]): boolean {
  const readings = sides.map(({ name }) => {
    const zone = type === 'timestamp' ? (field.zone[name] ?? 'UTC') : ''
    return JSON.stringify([zone, Object.entries(field.map[name] ?? {}).sort()])
  })
  return new Set(readings).size > 1
}
