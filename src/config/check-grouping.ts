import { type Aggregate, aggregateProblem, totalProblem } from '../domain/grouping.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { Problem } from './problem.ts'
import type { ReconciliationConfig, SideConfig } from './settings-schema.ts'

/** What is wrong with the `groupBy` and `parts` of the sides; types that are not said are checked with the columns. */
export function checkGrouping(config: ReconciliationConfig): Problem[] {
  return Object.entries(config.sides).flatMap(([name, side]) => {
    const path = ['sides', name]
    if (side.groupBy !== undefined) return checkAggregates(config, side, [...path, 'groupBy'])
    if (side.parts === undefined) return []
    const sentence = 'parts are those of a group: write groupBy: { field: sum }, or remove parts'
    return [{ path: [...path, 'parts'], sentence }]
  })
}

function checkAggregates(config: ReconciliationConfig, side: SideConfig, path: string[]): Problem[] {
  const known = Object.keys(config.fields)
  const unknown = Object.keys(side.groupBy ?? {}).filter((field) => !known.includes(field))
  const problems = unknown.map((field): Problem => {
    const remedy = didYouMean(field, known) || `: write one of ${known.join(', ')}`
    return { path: [...path, field], sentence: `there is no field "${field}"${remedy}` }
  })
  for (const [field, rules] of Object.entries(config.fields)) {
    const aggregate = side.groupBy?.[field]
    if (aggregate) {
      const sentence = columnProblem(field, aggregate, side) ?? ruleProblem(rules, aggregate)
      if (sentence !== null) problems.push({ path: [...path, field], sentence })
    } else if (side.columns?.[field] !== null) {
      const remedy = `write ${field}: sum, count, min, max or same, or columns: { ${field}: null }`
      problems.push({ path, sentence: `field "${field}" has no aggregate: ${remedy}` })
    }
  }
  return problems
}

function columnProblem(field: string, aggregate: Aggregate, side: SideConfig): string | null {
  const column = side.columns?.[field]
  if (column === null) return 'this side lacks the field: remove its aggregate, or name its column'
  if (aggregate !== 'count' || column === undefined) return null
  return `count counts records and reads no column: remove columns.${field}`
}

function ruleProblem(rules: ReconciliationConfig['fields'][string], aggregate: Aggregate): string | null {
  const { type, total } = typeof rules === 'string' ? { type: rules } : { total: false, ...rules }
  const problem = type ? aggregateProblem(aggregate, type) : null
  return problem ?? (total ? totalProblem(aggregate) : null)
}
