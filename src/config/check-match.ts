import type { ConfigPath, Problem } from './problem.ts'
import type { ReconciliationConfig } from './settings-schema.ts'
import { unknownName } from './unknown-name.ts'

/** What is wrong with `match`; types that are not said are checked with the columns. */
export function checkMatch(config: ReconciliationConfig): Problem[] {
  const { match } = config
  if (match === undefined) return []
  const problems = checkSides(config)
  for (const [index, block] of match.blocking.entries()) {
    const names = typeof block === 'string' ? [block] : block
    for (const name of names) problems.push(...checkField(['match', 'blocking', index], name, config))
    const twice = names.find((name, place) => names.indexOf(name) < place)
    if (twice !== undefined) {
      const sentence = `"${twice}" stands twice in this block: name each field once`
      problems.push({ path: ['match', 'blocking', index], sentence })
    }
  }
  const fields = Object.entries(match.fields)
  if (fields.length === 0) {
    const sentence = 'no field makes a score: write at least one, such as name: { similarity: jaro_winkler }'
    problems.push({ path: ['match', 'fields'], sentence })
  }
  for (const [name, { similarity }] of fields) {
    const path = ['match', 'fields', name]
    const wrong = checkField(path, name, config)
    problems.push(...wrong)
    const type = typeOf(config, name)
    if (wrong.length > 0 || type === undefined || type === 'text' || (similarity ?? 'exact') === 'exact')
      continue
    const sentence = `${similarity} compares texts, and the type is ${type}: write similarity: exact`
    problems.push({ path: [...path, 'similarity'], sentence })
  }
  return problems
}

function checkSides({ sides }: ReconciliationConfig): Problem[] {
  const path = ['match']
  const names = Object.keys(sides)
  if (names.length > 2) {
    const sentence = `match pairs records of two sides, and here are ${names.length}: remove match, or compare two sides in a reconciliation of their own`
    return [{ path, sentence }]
  }
  return Object.entries(sides).flatMap(([name, side]) => {
    if (side.groupBy !== undefined)
      return [
        { path, sentence: `side "${name}" says groupBy, and groups are not paired: remove match or groupBy` },
      ]
    if (side.optional !== true) return []
    const sentence = `side "${name}" is optional, so what it lacks is never missing and cannot be paired: remove match or optional`
    return [{ path, sentence }]
  })
}

function checkField(path: ConfigPath, name: string, { fields, sides }: ReconciliationConfig): Problem[] {
  const known = Object.keys(fields)
  if (!known.includes(name)) return [unknownName(path, { word: name, kind: 'field', known })]
  const lacking = Object.entries(sides).find(([, side]) => side.columns?.[name] === null)
  if (!lacking) return []
  const sentence = `side "${lacking[0]}" lacks the field "${name}", so it makes no pair: write a field that both have`
  return [{ path, sentence }]
}

function typeOf({ fields }: ReconciliationConfig, name: string) {
  const rules = fields[name]
  return typeof rules === 'string' ? rules : rules?.type
}
