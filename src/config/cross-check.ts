import { checkBudget } from './check-budget.ts'
import { checkChanges } from './check-changes.ts'
import { checkEvents } from './check-events.ts'
import { checkExpect } from './check-expect.ts'
import { checkGrouping } from './check-grouping.ts'
import { checkKeyRules, checkVia } from './check-keys.ts'
import { checkLadder } from './check-ladder.ts'
import { checkLocation } from './check-location.ts'
import { checkMatch } from './check-match.ts'
import { checkRemedies } from './check-remedies.ts'
import { checkRoutes } from './check-routes.ts'
import { checkTopics } from './check-topics.ts'
import { contradictions } from './contradictions.ts'
import { keyColumns } from './key-columns.ts'
import type { ConfigPath, Problem } from './problem.ts'
import type { LikelyCorrectConfig, ReconciliationConfig } from './settings-schema.ts'
import { unknownName } from './unknown-name.ts'

/** A reconciliation whose single values are right, and the kinds of the sources by name. */
export interface CrossChecked {
  readonly name: string
  readonly config: ReconciliationConfig
  readonly sourceTypes: Readonly<Record<string, string>>
  /** Names of the incident services. */
  readonly incidents: readonly string[]
}

/** What is wrong between the values of one reconciliation: names that do not exist and rules that contradict. */
export function crossCheck(checked: CrossChecked): Problem[] {
  const problems = [
    ...checkSides(checked),
    ...checkColumns(checked.config),
    ...checkKeyRules(checked.config),
    ...checkVia(checked),
    ...checkSideNames(checked.config),
    ...checkLikelyCorrect(checked.config),
    ...checkGrouping(checked.config),
    ...checkChanges(checked.config, checked.sourceTypes),
    ...contradictions(checked.config),
    ...checkExpect(checked.config),
    ...checkMatch(checked.config),
    ...checkBudget(checked.config),
    ...checkEvents(checked),
    ...checkTopics(checked),
    ...checkRoutes(checked.config, checked.incidents),
    ...checkRemedies(checked),
    ...checkLadder(checked.config, checked.incidents ?? []),
  ]
  const root = ['reconciliations', checked.name]
  return problems.map(({ path, sentence }) => ({ path: [...root, ...path], sentence }))
}

function checkSides({ config, sourceTypes }: CrossChecked): Problem[] {
  const problems: Problem[] = []
  const sides = Object.entries(config.sides)
  if (sides.length < 2) {
    problems.push({ path: ['sides'], sentence: `${sides.length} side cannot be compared: write two or more` })
  }
  if (Object.keys(config.fields).length === 0) {
    problems.push({
      path: ['fields'],
      sentence: 'no field is compared: write at least one, such as email: text',
    })
  }
  const [first] = sides
  for (const [name, side] of sides) {
    const path = ['sides', name]
    const type = sourceTypes[side.source]
    if (type === undefined) {
      problems.push(
        unknownName([...path, 'source'], {
          word: side.source,
          kind: 'source',
          known: Object.keys(sourceTypes),
        }),
      )
    } else {
      problems.push(...checkLocation(path, side, type))
    }
    if (name === 'latest' || name === 'majority') {
      problems.push({
        path,
        sentence: `"${name}" is a rule of likelyCorrect and no name for a side: write another`,
      })
    }
    const [parts, wanted] = [keyColumns(side).length, keyColumns(first![1]).length]
    if (parts !== wanted) {
      const sentence = `the key has ${countOf(parts)} here and ${countOf(wanted)} on ${first![0]}: write as many on every side`
      problems.push({ path: [...path, 'key'], sentence })
    }
  }
  return problems
}

function countOf(parts: number): string {
  return parts === 1 ? '1 column' : `${parts} columns`
}

function checkColumns(config: ReconciliationConfig): Problem[] {
  const known = Object.keys(config.fields)
  const problems: Problem[] = []
  for (const [name, side] of Object.entries(config.sides)) {
    for (const field of Object.keys(side.columns ?? {})) {
      if (known.includes(field)) continue
      problems.push(unknownName(['sides', name, 'columns', field], { word: field, kind: 'field', known }))
    }
  }
  return problems
}

function checkSideNames(config: ReconciliationConfig): Problem[] {
  const known = Object.keys(config.sides)
  const problems: Problem[] = []
  for (const [name, field] of Object.entries(config.fields)) {
    if (field === null || typeof field === 'string') continue
    for (const rule of ['map', 'zone'] as const) {
      for (const side of Object.keys(field[rule] ?? {})) {
        if (known.includes(side)) continue
        problems.push(unknownName(['fields', name, rule, side], { word: side, kind: 'side', known }))
      }
    }
  }
  return problems
}

function checkLikelyCorrect(config: ReconciliationConfig): Problem[] {
  const rules = config.likelyCorrect
  if (rules === undefined) return []
  if (typeof rules === 'string' || Array.isArray(rules)) return checkRule(['likelyCorrect'], rules, config)
  const known = Object.keys(config.fields)
  return Object.entries(rules).flatMap(([field, rule]) => {
    const path = ['likelyCorrect', field]
    if (field !== 'default' && !known.includes(field)) {
      return [unknownName(path, { word: field, kind: 'field', known: [...known, 'default'] })]
    }
    return checkRule(path, rule, config)
  })
}

function checkRule(path: ConfigPath, rule: LikelyCorrectConfig, config: ReconciliationConfig): Problem[] {
  const known = Object.keys(config.sides)
  if (rule === 'latest') return []
  if (rule === 'majority') {
    if (known.length > 2) return []
    return [{ path, sentence: 'two sides have no majority: write a side, latest, or an order of sides' }]
  }
  const named = typeof rule === 'string' ? [rule] : rule
  const problems = named
    .filter((side) => !known.includes(side))
    .map((word) => unknownName(path, { word, kind: 'side', known }))
  const twice = named.find((side, index) => named.indexOf(side) < index)
  return twice
    ? [...problems, { path, sentence: `"${twice}" stands here twice: name each side once` }]
    : problems
}
