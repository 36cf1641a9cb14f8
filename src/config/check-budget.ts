import type { Problem } from './problem.ts'
import type { ReconciliationConfig } from './settings-schema.ts'

/** What cannot be had together with a budget: all that is only known when one run has read everything. */
export function checkBudget({ budget, match, candidates, sides }: ReconciliationConfig): Problem[] {
  if (budget === undefined) return []
  const problems: Problem[] = []
  const refuse = (path: Problem['path'], sentence: string) => problems.push({ path, sentence })
  if (Object.keys(budget).length === 0)
    refuse(['budget'], 'no limit stands here: write time, rows or findings, or remove budget')
  if (match !== undefined)
    refuse(['match'], 'pairs are only known when one run has read everything: remove match, or budget')
  if (candidates === 'checksum' || candidates === 'keyHash')
    refuse(
      ['candidates'],
      `a run with a budget reads in the order of the keys, and ${candidates} does not: write merge, or remove budget`,
    )
  for (const [name, side] of Object.entries(sides)) {
    for (const [field, rules] of Object.entries(side.expect ?? {})) {
      if (typeof rules !== 'object' || rules === null || !('unique' in rules) || rules.unique !== true)
        continue
      refuse(
        ['sides', name, 'expect', field, 'unique'],
        'a value is only known to be the only one when one run has read everything: remove unique, or budget',
      )
    }
  }
  return problems
}
