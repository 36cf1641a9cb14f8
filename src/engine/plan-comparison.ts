import { CounterfoilError } from '../domain/errors.ts'
import type { SchemaFinding } from '../domain/finding.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { Field, Reconciliation, Side } from '../domain/reconciliation.ts'
import type { Column, FieldType } from '../domain/record.ts'
import type { ComparedColumns } from '../domain/run.ts'
import { checkExpectations } from './check-expectations.ts'
import { checkMatch } from './check-match.ts'
import { checkFieldRules, checkRecordRules, needsUpdatedAt } from './check-rules.ts'
import type { ComparisonPlan, PlannedField, PlannedSide } from './comparison-plan.ts'
import { findSchemaFindings, type SideColumns, sideTypes, withoutFieldsOf } from './find-schema-findings.ts'
import { checkGroupings, isCounted, planGrouping } from './plan-grouping.ts'
import { checkKeys, orderOfKeyPart, rewritesKeys } from './plan-keys.ts'
import { resolveFieldType, vouchesFor } from './resolve-field-type.ts'

/**
 * Makes a reconciliation ready for its sources: resolves each field's type and each key part's order, and refuses
 * columns that a side does not have and rules that cannot mean anything. Throws `config-invalid` with every problem,
 * one a line. A field whose types disagree, or whose column is gone that `known` says was there, is left out of the
 * plan with a finding.
 */
export function planComparison(
  reconciliation: Reconciliation,
  columns: SideColumns,
  known: ComparedColumns = {},
): ComparisonPlan {
  const schema = findSchemaFindings(reconciliation, columns, known)
  const comparable = withoutFieldsOf(reconciliation, schema)
  const problems = [
    ...checkSides(reconciliation),
    ...reconciliation.sides.flatMap((side) => checkColumns(side, columns[side.name] ?? [], schema)),
    ...checkKeys(reconciliation, columns),
    ...checkUpdatedAt(reconciliation, columns),
    ...checkRecordRules(reconciliation),
  ]
  const types = comparable.fields.map((field) => {
    const resolved = resolveFieldType(field, sideTypes(comparable.sides, field, columns))
    const type = 'type' in resolved ? resolved.type : 'text'
    problems.push(...fieldProblems(comparable, field, type))
    return type
  })
  problems.push(...checkGroupings(comparable, types))
  problems.push(...checkExpectations(comparable, types), ...checkMatch(comparable, types, schema))
  if (problems.length > 0) {
    const lines = [...new Set(problems)].map((problem) => `reconciliations.${reconciliation.name}.${problem}`)
    throw new CounterfoilError('config-invalid', lines.join('\n'))
  }
  return {
    reconciliation,
    keyNames: reconciliation.keyNames,
    keyOrder: reconciliation.keyNames.map((_, part) => orderOfKeyPart(reconciliation, part, columns)),
    sides: reconciliation.sides.map((side) => planSide({ reconciliation, comparable }, side, columns)),
    fields: comparable.fields.map((field, index) =>
      planField(comparable, field, { type: types[index]!, columns }),
    ),
    schema,
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

function checkColumns(side: Side, columns: readonly Column[], schema: readonly SchemaFinding[]): string[] {
  const known = columns.map((column) => column.name)
  const isGone = (field: string) =>
    schema.some((finding) => finding.side === side.name && finding.field === field)
  const wanted: [place: string, column: string | null][] = [
    ...side.keyColumns.map((column): [string, string] => ['key', column]),
    ...Object.entries(side.columns).map(([field, column]): [string, string | null] => [
      `columns.${field}`,
      isCounted(side, field) || isGone(field) ? null : column,
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

function fieldProblems({ sides }: Reconciliation, field: Field, type: FieldType): string[] {
  const names = sides.map((side) => side.name)
  const problems = checkFieldRules(field, type, names)
  if (sides.filter((side) => side.columns[field.name] != null).length < 2) {
    problems.push('fewer than two sides have this field, so there is nothing to compare: name its columns')
  }
  return problems.map((problem) => `fields.${field.name}: ${problem}`)
}

function planSide(
  { reconciliation, comparable }: { reconciliation: Reconciliation; comparable: Reconciliation },
  side: Side,
  sources: SideColumns,
): PlannedSide {
  const compared = fieldsOf(comparable, side)
  const columns = [...side.keyColumns, ...compared.map((field) => side.columns[field.name]!)]
  const updatedAt = needsUpdatedAt(reconciliation) ? side.updatedAt : null
  const grouped = planGrouping(side, compared, updatedAt)
  // A field that is not compared still says what zone its column is in.
  const sameColumn = fieldsOf(reconciliation, side).find((field) => side.columns[field.name] === updatedAt)
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
  const vouched = sideTypes(having, field, columns).every((from) => vouchesFor(from, type))
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
