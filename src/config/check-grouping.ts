import { aggregateProblem, totalProblem } from '../domain/grouping.ts'
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
  const aggregates = side.groupBy ?? {}
  const known = Object.keys(config.fields)
  const unknown = Object.keys(aggregates).filter((field) => !known.includes(field))
  const problems = unknown.map((field): Problem => {
    const remedy = didYouMean(field, known) || `: write one of ${known.join(', ')}`
    return { path: [...path, field], sentence: `there is no field "${field}"${remedy}` }
  })
  for (const [field, rules] of Object.entries(config.fields)) {
    const aggregate = aggregates[field]
    const column = side.columns?.[field]
    const problem = (sentence: string) => problems.push({ path: [...path, field], sentence })
    if (column === null) {
      if (aggregate) problem('this side lacks the field: remove its aggregate, or name its column')
      continue
    }
    if (!aggregate) {
      const remedy = `write ${field}: sum, count, min, max or same, or columns: { ${field}: null }`
      problems.push({ path, sentence: `field "${field}" has no aggregate: ${remedy}` })
      continue
    }
    if (aggregate === 'count' && column !== undefined)
      problem(`count counts records and reads no column: remove columns.${field}`)
    const type = typeof rules === 'string' ? rules : rules?.type
    const hasTotal = typeof rules === 'object' && rules?.total === true
    const sentence =
      (type ? aggregateProblem(aggregate, type) : null) ?? (hasTotal ? totalProblem(aggregate) : null)
    if (sentence !== null) problem(sentence)
  }
  return problems
}
