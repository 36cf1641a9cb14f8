import { expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const config = (rules: string) => `
sources: { crm: { type: files, path: crm.csv } }
reconciliations:
  customers:
    sides:
      a: { source: crm, key: id }
      b: { source: crm, key: id }
    fields: { email: text }
    ${rules}
`
const loaded = async (rules: string) => (await loadText(config(rules))).settings.reconciliations[0]!

test('when a cause is gone is loaded, with what it leaves unsaid', async () => {
  expect((await loaded('causes: { goneAfter: 30d, atLeast: 12 }')).causes).toEqual({
    goneAfterDays: 30,
    atLeast: 12,
  })
  expect((await loaded('causes: { atLeast: 1 }')).causes).toEqual({ goneAfterDays: 7, atLeast: 1 })
  expect((await loaded('causes: off')).causes).toBe(null)
  expect(await loaded('')).not.toHaveProperty('causes')
})

test.each([
  ['causes: never', 'causes: "never" is not a rule: write { goneAfter: 7d, atLeast: 5 }, or off'],
  [
    'causes: { goneAfter: 12h }',
    'causes.goneAfter: "12h" is not a number of days: write 1d to 365d, such as 7d',
  ],
  ['causes: { goneAfter: 366d }', 'causes.goneAfter: "366d" is not a number of days'],
  ['causes: { goneAfter: 0d }', 'causes.goneAfter: "0d" is not a number of days'],
  ['causes: { atLeast: 0 }', 'causes.atLeast: "0" is not a number of findings'],
  ['causes: { goneAftr: 7d }', 'causes.goneAftr: "goneAftr" is not known here (did you mean "goneAfter"?)'],
])('what cannot be said is refused: %s', async (rules, problem) => {
  expect((await refusalOf(config(rules))).join('\n')).toContain(problem)
})
