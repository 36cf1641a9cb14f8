import { expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const problemsOf = async (text: string) => (await refusalOf(text)).join('\n')

const config = (rules: string, side = '') => `
sources: { crm: { type: files, path: crm.csv } }
reconciliations:
  customers:
    sides:
      a: { source: crm, key: id${side} }
      b: { source: crm, key: id }
    fields: { email: text }
    ${rules}
`

test('a budget is loaded with the limits it says', async () => {
  const { reconciliations } = (await loadText(config('budget: { time: 10m, rows: 5000000 }'))).settings
  expect(reconciliations[0]!.budget).toEqual({ timeSeconds: 600, rows: 5_000_000 })
  expect((await loadText(config(''))).settings.reconciliations[0]).not.toHaveProperty('budget')
})

test.each([
  ['budget: { time: 0s }', 'budget.time: "0s" is not a time to stop after: write 1s to 20d, such as 10m'],
  ['budget: { time: 21d }', 'budget.time: "21d" is not a time to stop after'],
  ['budget: { time: 10 }', 'budget.time: "10" is not a duration'],
  ['budget: { rows: 0 }', 'budget.rows: "0" is not a whole number from 1 on'],
  ['budget: { findings: 1.5 }', 'budget.findings: "1.5" is not a whole number from 1 on'],
  ['budget: { row: 5 }', 'budget.row: "row" is not known here'],
  ['budget: {}', 'budget: no limit stands here: write time, rows or findings, or remove budget'],
  ['budget: { rows: 5 }\n    candidates: checksum', 'write merge, or remove budget'],
  [
    'budget: { rows: 5 }\n    match: { blocking: [email], fields: { email: {} } }',
    'match: pairs are only known when one run has read everything',
  ],
])('what a budget cannot be is refused: %s', async (rules, problem) => {
  expect(await problemsOf(config(rules))).toContain(problem)
})

test('a value that must be the only one is refused beside a budget', async () => {
  const text = config('budget: { rows: 5 }', ', expect: { email: { unique: true } }')
  expect(await problemsOf(text)).toContain(
    'sides.a.expect.email.unique: a value is only known to be the only one when one run has read everything',
  )
})
