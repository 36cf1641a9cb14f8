import type { SchemaFinding } from '../domain/finding.ts'
import type { MatchRules } from '../domain/match-rules.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { Reconciliation, Side } from '../domain/reconciliation.ts'
import type { FieldType } from '../domain/record.ts'

/**
 * What is wrong with `match` now that the fields' types are known; `types` are in the order of the fields. `schema`: fields
 * that cannot be compared. Without them pairs would come apart, so nothing is compared.
 */
export function checkMatch(
  reconciliation: Reconciliation,
  types: readonly FieldType[],
  schema: readonly SchemaFinding[],
): string[] {
  const { match, sides, fields } = reconciliation
  if (!match) return []
  const problems = sidesProblems(sides)
  const places = [
    ...[...new Set(match.blocking.flat())].map((field) => ({ field, place: 'blocking' })),
    ...match.fields.map(({ field }) => ({ field, place: 'fields' })),
  ]
  const known = fields.map(({ name }) => name)
  for (const { field, place } of places) {
    const lacking = sides.find((side) => side.columns[field] == null)
    if (schema.some((finding) => finding.field === field))
      problems.push(
        `${place}: "${field}" cannot be compared any more (its column is gone, or its types disagree): correct it, or take it away`,
      )
    else if (!known.includes(field))
      problems.push(`${place}: there is no field "${field}"${didYouMean(field, known)}`)
    else if (lacking)
      problems.push(`${place}: "${lacking.name}" does not have the field "${field}": take it away`)
  }
  problems.push(...similarityProblems(match, (field) => types[known.indexOf(field)]))
  return problems.map((problem) => `match.${problem}`)
}

function sidesProblems(sides: readonly Side[]): string[] {
  const odd = sides.find((side) => side.groupBy ?? side.optional)
  const problems: string[] = []
  if (sides.length !== 2)
    problems.push(`blocking: records of two sides are paired, and here are ${sides.length}: remove match`)
  if (odd?.groupBy)
    problems.push(`blocking: "${odd.name}" says groupBy, and groups are not paired: remove match`)
  else if (odd)
    problems.push(
      `blocking: "${odd.name}" is optional, so what it lacks is never missing and cannot be paired: remove match or optional`,
    )
  return problems
}

function similarityProblems(
  { fields }: MatchRules,
  typeOf: (field: string) => FieldType | undefined,
): string[] {
  return fields.flatMap(({ field, similarity }) => {
    const type = typeOf(field) ?? 'text'
    if (similarity === 'exact' || type === 'text') return []
    return [`fields.${field}: ${similarity} compares texts, and the type is ${type}: write similarity: exact`]
  })
}
