import { CounterfoilError } from '../domain/errors.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import { plainField } from '../domain/plain-field.ts'
import { plainReconciliation, plainSide } from '../domain/plain-reconciliation.ts'
import type { Field, Reconciliation, Side, SideLocation, Tolerance } from '../domain/reconciliation.ts'
import type { Column, FieldType } from '../domain/record.ts'

/** What to compare without a config. */
export interface AdHocRequest {
  /** Two or more. */
  readonly sides: readonly AdHocSide[]
  /** Names of the key's parts. */
  readonly key: readonly string[]
  /** Null: every column that all sides have, other than the key. */
  readonly fields: readonly string[] | null
  readonly rules: Readonly<Record<string, FieldRules>>
}

export interface AdHocSide {
  readonly name: string
  /** A path, `postgres://...#table` or `mysql://...#table`. */
  readonly place: string
  /** This side's column of a field or key part, where it is called otherwise. */
  readonly rename: Readonly<Record<string, string>>
}

export interface FieldRules {
  readonly type?: FieldType
  readonly tolerance?: Tolerance
  readonly lagSeconds?: number
  readonly ignoreCase?: boolean
}

/** A side with what its source says it has. */
export interface DescribedSide extends AdHocSide {
  readonly location: SideLocation
  readonly columns: readonly Column[]
}

/** The reconciliation that a comparison without a config stands for, and what its reader should be told first. */
export function planAdHoc(
  sides: readonly DescribedSide[],
  request: AdHocRequest,
): { reconciliation: Reconciliation; warnings: readonly string[] } {
  for (const side of sides) refuseUnknownRenames(side)
  for (const side of sides) for (const part of request.key) refuseMissingKey(side, part)
  const common = commonFields(sides, request.key)
  const names = request.fields ?? common
  refuseUnknownFields(names, { sides, common })
  refuseRulesWithoutField(request, names)
  return {
    reconciliation: {
      ...plainReconciliation('compare'),
      sides: sides.map((side) => planSide(side, request.key, names)),
      keyNames: request.key,
      fields: names.map((name) => planField(name, request.rules[name] ?? {}, sides)),
    },
    warnings: request.fields ? [] : warnAboutLeftOut(sides, [...request.key, ...common]),
  }
}

function refuseUnknownRenames(side: DescribedSide): void {
  const columns = side.columns.map((column) => column.name)
  for (const [field, column] of Object.entries(side.rename)) {
    if (columns.includes(column)) continue
    refuse(`--rename "${side.name}.${field}=${column}": ${lacks(side, column, columns)}`)
  }
}

function refuseMissingKey(side: DescribedSide, part: string): void {
  const columns = side.columns.map((column) => column.name)
  if (columns.includes(columnOf(side, part))) return
  refuse(
    `--key "${part}": ${lacks(side, part, columns)}. If it is called otherwise there, write --rename ${side.name}.${part}=COLUMN`,
  )
}

function lacks(side: DescribedSide, column: string, columns: readonly string[]): string {
  return `side ${side.name} (${shownPlace(side)}) has no column "${column}"${didYouMean(column, columns)}; it has ${columns.join(', ')}`
}

/** The place without who logs in there, and with which password. */
function shownPlace({ place }: DescribedSide): string {
  return place.replace(/(\w+:\/\/)[^\s/]*@/, '$1')
}

/** Fields that every side has, in the first side's order. */
function commonFields(sides: readonly DescribedSide[], key: readonly string[]): string[] {
  const [first, ...others] = sides.map((side) => fieldNames(side))
  return first!.filter((name) => !key.includes(name) && others.every((names) => names.includes(name)))
}

/** What a side has under the names of the fields: its columns, the renamed ones under their field's name. */
function fieldNames(side: DescribedSide): string[] {
  const fieldOf = new Map(Object.entries(side.rename).map(([field, column]) => [column, field]))
  const hidden = new Set(Object.keys(side.rename))
  return side.columns.flatMap(({ name }) => fieldOf.get(name) ?? (hidden.has(name) ? [] : name))
}

function refuseUnknownFields(
  names: readonly string[],
  { sides, common }: { sides: readonly DescribedSide[]; common: readonly string[] },
): void {
  for (const name of names) {
    const without = sides.filter((side) => !fieldNames(side).includes(name))
    const [side] = without
    if (!side) continue
    if (without.length === sides.length) {
      refuse(
        `--fields "${name}": no side has such a column${didYouMean(name, common)}; all sides have ${common.join(', ')}`,
      )
    }
    refuse(
      `--fields "${name}": ${lacks(side, name, fieldNames(side))}. ` +
        `If it is called otherwise there, write --rename ${side.name}.${name}=COLUMN`,
    )
  }
}

function refuseRulesWithoutField(request: AdHocRequest, names: readonly string[]): void {
  for (const [name, rules] of Object.entries(request.rules)) {
    if (names.includes(name)) continue
    const option = optionOf(rules)
    if (request.key.includes(name))
      refuse(`${option} "${name}": "${name}" is the key, rules are for fields: leave it out`)
    refuse(
      `${option} "${name}": no such field is compared${didYouMean(name, names)}; compared are ${names.join(', ') || 'none'}`,
    )
  }
}

function optionOf(rules: FieldRules): string {
  if (rules.tolerance) return '--tolerance'
  if (rules.lagSeconds !== undefined) return '--lag'
  return rules.type ? '--type' : '--ignore-case'
}

function planSide(side: DescribedSide, key: readonly string[], names: readonly string[]): Side {
  return {
    ...plainSide(side.name),
    location: side.location,
    keyColumns: key.map((part) => columnOf(side, part)),
    columns: Object.fromEntries(names.map((name) => [name, columnOf(side, name)])),
  }
}

function planField(name: string, rules: FieldRules, sides: readonly DescribedSide[]): Field {
  return {
    ...plainField(name),
    type: rules.type ?? impliedType(name, rules, sides),
    ignoreCase: rules.ignoreCase ?? false,
    tolerance: rules.tolerance ?? null,
    lagSeconds: rules.lagSeconds ?? 0,
  }
}

/** Where every side is only text, a tolerance says that the text holds numbers, a lag that it holds instants. */
function impliedType(name: string, rules: FieldRules, sides: readonly DescribedSide[]): FieldType | null {
  const typed = sides.some(
    (side) => side.columns.find((column) => column.name === columnOf(side, name))?.type,
  )
  if (typed) return null
  if (rules.tolerance) return 'decimal'
  return rules.lagSeconds === undefined ? null : 'timestamp'
}

/** Columns that only some sides have are not compared, and silence about them would look like agreement. */
function warnAboutLeftOut(sides: readonly DescribedSide[], compared: readonly string[]): string[] {
  return sides.flatMap((side) => {
    const left = fieldNames(side).filter((name) => !compared.includes(name))
    if (left.length === 0) return []
    return `not compared, because not every side has it: ${left.join(', ')} of side ${side.name} (use --rename SIDE.FIELD=COLUMN)`
  })
}

function columnOf(side: DescribedSide, name: string): string {
  return side.rename[name] ?? name
}

function refuse(sentence: string): never {
  throw new CounterfoilError('usage', sentence)
}
