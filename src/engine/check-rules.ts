import { didYouMean } from '../domain/nearest-name.ts'
import type { Field, Reconciliation } from '../domain/reconciliation.ts'
import type { FieldType } from '../domain/record.ts'
import { foldCase } from './fold-case.ts'
import { amountFrom } from './tolerance.ts'
import { isZone } from './zone-offset.ts'

/** What is wrong with one field's rules now that its type is known, each as one sentence with the remedy. */
export function checkFieldRules(field: Field, type: FieldType, sides: readonly string[]): string[] {
  const problems: string[] = []
  const isNumber = type === 'integer' || type === 'decimal'
  if (field.tolerance && !isNumber) {
    problems.push(
      `tolerance needs numbers, and the type is ${type}: say type: decimal, or take tolerance away`,
    )
  }
  if (field.tolerance) problems.push(...checkAmount(field.tolerance))
  if (field.lagSeconds !== 0 && type !== 'timestamp') {
    problems.push(`lag needs timestamps, and the type is ${type}: say type: timestamp, or take lag away`)
  }
  if (!(field.lagSeconds >= 0))
    problems.push(`lag "${field.lagSeconds}" is below zero: write a time such as 15m`)
  if (Object.keys(field.zone).length > 0 && type !== 'timestamp') {
    problems.push(`zone needs timestamps, and the type is ${type}: say type: timestamp, or take zone away`)
  }
  if (field.total && !isNumber) {
    problems.push(`total needs numbers, and the type is ${type}: say type: decimal, or take total away`)
  }
  for (const [side, zone] of Object.entries(field.zone)) {
    if (!isZone(zone))
      problems.push(`zone "${zone}" of side "${side}" is unknown: write one such as Europe/Berlin`)
  }
  for (const name of [...Object.keys(field.map), ...Object.keys(field.zone)]) {
    if (!sides.includes(name)) problems.push(`there is no side "${name}"${didYouMean(name, sides)}`)
  }
  return [...problems, ...checkMaps(field)]
}

function checkAmount(tolerance: NonNullable<Field['tolerance']>): string[] {
  const text = tolerance.kind === 'absolute' ? tolerance.amount : tolerance.percent
  const amount = amountFrom(text)
  return amount && amount.units >= 0n
    ? []
    : [`tolerance "${text}" is no amount: write one such as 0.01 or 0.5%`]
}

/** With `ignoreCase` two words of a map can be the same word. */
function checkMaps(field: Field): string[] {
  if (!field.ignoreCase) return []
  return Object.entries(field.map).flatMap(([side, words]) => {
    const seen = new Map<string, string>()
    return Object.entries(words).flatMap(([from, to]) => {
      const folded = foldCase(from.normalize('NFC'))
      const before = seen.get(folded)
      seen.set(folded, to)
      if (before === undefined || foldCase(before) === foldCase(to)) return []
      return [`map of side "${side}" gives "${from}" two meanings, as ignoreCase is said: keep one of them`]
    })
  })
}

/** What is wrong with rules that need to know when a record was updated, and with sides named in `likelyCorrect`. */
export function checkRecordRules(reconciliation: Reconciliation): string[] {
  const { sides, fields, missing, likelyCorrect } = reconciliation
  const names = sides.map((side) => side.name)
  const rules = Object.entries({ default: likelyCorrect.default, ...likelyCorrect.byField })
  const problems = rules.flatMap(([field, rule]) =>
    (rule?.kind === 'order' ? rule.sides : [])
      .filter((name) => !names.includes(name))
      .map((name) => `likelyCorrect.${field}: there is no side "${name}"${didYouMean(name, names)}`),
  )
  const fieldNames = fields.map((field) => field.name)
  for (const name of Object.keys(likelyCorrect.byField)) {
    if (fieldNames.includes(name)) continue
    problems.push(`likelyCorrect.${name}: there is no field "${name}"${didYouMean(name, fieldNames)}`)
  }
  if (sides.some((side) => side.updatedAt !== null)) return problems
  const need = 'must know when a record was updated: say updatedAt on a side'
  if (missing.graceSeconds > 0) problems.push(`missing.grace ${need}`)
  for (const field of fields) {
    if (field.nulls === 'pending') problems.push(`fields.${field.name}: nulls: pending ${need}`)
  }
  if (rules.some(([, rule]) => rule?.kind === 'latest')) problems.push(`likelyCorrect: latest ${need}`)
  return problems
}

/** Whether anything reads a record's `updatedAt`. */
export function needsUpdatedAt(reconciliation: Reconciliation): boolean {
  const { sides, missing, fields, likelyCorrect } = reconciliation
  const rules = [likelyCorrect.default, ...Object.values(likelyCorrect.byField)]
  return (
    reconciliation.readsUpdatedAt === true ||
    missing.graceSeconds > 0 ||
    fields.some((field) => field.nulls === 'pending') ||
    rules.some((rule) => rule?.kind === 'latest') ||
    // Two that tell are enough to see that a copy is stale.
    sides.filter((side) => side.updatedAt !== null && !side.groupBy).length > 1
  )
}
