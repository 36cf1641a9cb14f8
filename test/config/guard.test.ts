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

test('a guard is loaded with exact shares, and what it leaves unsaid', async () => {
  expect((await loaded('guard: { maxDiffering: 12.5%, minRows: 0 }')).guard).toEqual({
    minRows: 0,
    maxShrink: 50_000,
    maxDiffering: 12_500,
  })
  expect((await loaded('')).guard).toEqual({ minRows: 1, maxShrink: 50_000, maxDiffering: null })
  expect((await loaded('guard: false')).guard).toBe(null)
})

test('settle and shadow are loaded, and unsaid are not there', async () => {
  expect(await loaded('settle: 2m\n    shadow: true')).toMatchObject({ settleSeconds: 120, shadow: true })
  expect(await loaded('shadow: false')).not.toHaveProperty('shadow')
  expect(await loaded('')).not.toHaveProperty('settleSeconds')
})

test.each([
  ['settle: 0s', 'settle: "0s" is not a time to wait: write 1s to 1h, such as 30s'],
  ['settle: 2h', 'settle: "2h" is not a time to wait'],
  ['settle: 30', 'settle: "30" is not a duration'],
  [
    'guard: true',
    'guard: "true" is not a guard: write { minRows: 1, maxShrink: 50%, maxDiffering: 20% }, or false',
  ],
  ['guard: { maxShrink: 0.5 }', 'guard.maxShrink: "0.5" is not a percentage: write 0% to 100%, such as 20%'],
  ['guard: { maxShrink: 101% }', 'guard.maxShrink: "101%" is not a percentage'],
  ['guard: { minRows: -1 }', 'guard.minRows: "-1" is not a whole number from 0 on'],
  [
    'guard: { maxDifering: 20% }',
    'guard.maxDifering: "maxDifering" is not known here (did you mean "maxDiffering"?)',
  ],
  ['shadow: yes please', 'shadow: "yes please" is not a yes or no: write true or false'],
])('what cannot be said is refused: %s', async (rules, problem) => {
  expect((await refusalOf(config(rules))).join('\n')).toContain(problem)
})
