import { describe, expect, test } from 'vitest'
import { checkRoutes } from '../../src/config/check-routes.ts'
import type { ReconciliationConfig } from '../../src/config/settings-schema.ts'
import { GOOD_CONFIG, loadText, refusalOf } from '../support/config-files.ts'

const config = (...rules: string[]) =>
  `${GOOD_CONFIG}    routes:\n${rules.map((rule) => `      - ${rule}\n`).join('')}`
const rulesOf = async (...rules: string[]) =>
  (await loadText(config(...rules))).settings.reconciliations[0]!.routes

test('routes are loaded with everything that they can say', async () => {
  const routes = await rulesOf(
    '{ when: { kind: mismatch, field: balance, amount: "> 1e2" }, to: alert }',
    '{ when: { kind: [missing, invalid], side: [crm, export], severity: [high, medium] }, to: digest }',
    '{ when: { cause: [case, whitespace], pattern: false, amount: "<.05" }, to: log }',
    '{ when: { kind: invalid, field: id }, to: log }',
    '{ to: alert }',
  )
  expect(routes).toEqual([
    {
      when: { kinds: ['mismatch'], fields: ['balance'], amount: { than: 'more', amount: '100' } },
      to: { tells: 'alert' },
    },
    {
      when: { kinds: ['missing', 'invalid'], severities: ['high', 'medium'], sides: ['crm', 'export'] },
      to: { tells: 'digest' },
    },
    {
      when: { causes: ['case', 'whitespace'], amount: { than: 'less', amount: '0.05' }, pattern: false },
      to: { tells: 'log' },
    },
    { when: { kinds: ['invalid'], fields: ['id'] }, to: { tells: 'log' } },
    { when: {}, to: { tells: 'alert' } },
  ])
})

test('a config without routes has none', async () => {
  expect((await loadText(GOOD_CONFIG)).settings.reconciliations[0]).not.toHaveProperty('routes')
})

describe('rules that cannot be meant are refused with their place and the remedy', () => {
  test.each([
    [
      '{ when: { kind: missmatch }, to: log }',
      'routes[0].when.kind: "missmatch" is not a kind of finding: write',
    ],
    ['{ when: { kind: missmatch }, to: log }', '(did you mean "mismatch"?)'],
    [
      '{ when: { kind: [] }, to: log }',
      'routes[0].when.kind: a list is not a kind of finding, or a list of them',
    ],
    [
      '{ when: { field: balanse }, to: log }',
      'when.field: there is no field "balanse" (did you mean "balance"?)',
    ],
    [
      '{ when: { side: [crm, exprt] }, to: log }',
      'when.side: there is no side "exprt" (did you mean "export"?)',
    ],
    ['{ when: { cause: wihtespace }, to: log }', 'is not a cause: write'],
    [
      '{ when: { severity: urgent }, to: log }',
      'when.severity: "urgent" is not a severity: write high, medium',
    ],
    [
      '{ when: { amount: 100 }, to: log }',
      'when.amount: "100" is not an amount: write ">100" or "<0.05" in quotes',
    ],
    ['{ when: { amount: ">-1" }, to: log }', 'when.amount: ">-1" is not an amount'],
    ['{ when: { pattern: yes }, to: log }', 'when.pattern: "yes" is not a yes or no'],
    ['{ when: { feild: email }, to: log }', '"feild" is not known here (did you mean "field"?)'],
    [
      '{ when: { kind: missing } }',
      'routes[0].to: is missing: it needs where it goes: write alert, digest, log',
    ],
    ['{ to: allert }', 'routes[0].to: "allert" is not where it goes: write alert, digest, log'],
    ['{ to: allert }', '(did you mean "alert"?)'],
    ['{ to: { incident: pager, remedy: fix } }', 'routes[0].to: a mapping is not where it goes'],
    ['{ to: { remedi: fix } }', '"remedi" is not known here (did you mean "remedy"?)'],
    [
      '{ to: { incident: pager } }',
      'to.incident: there is no incident service "pager", and no other: write it below',
    ],
    [
      '{ to: { remedy: copy } }',
      'to.remedy: there is no remedy "copy", and no other: write it below remedies',
    ],
    [
      '{ when: { kind: missing, field: email }, to: log }',
      'a finding of kind missing has no field, so this rule can',
    ],
    ['{ when: { kind: [missing, duplicate], cause: case }, to: log }', 'write kind: mismatch'],
    [
      '{ when: { kind: invalid, amount: ">1" }, to: log }',
      'when.amount: a finding of kind invalid has no amount',
    ],
    ['log', 'routes[0]: "log" is not a rule: write { when:'],
  ])('%s', async (rule, sentence) => {
    expect((await refusalOf(config(rule))).join('\n')).toContain(sentence)
  })

  test('a rule after one that always holds', async () => {
    const always = ['{ when: { field: email }, to: log }', '{ when: {}, to: digest }', '{ to: alert }']
    expect(await refusalOf(config(...always))).toEqual([
      '15:9 reconciliations.customers.routes[2]: rule 2 asks for nothing and holds always, so rule 3 can never hold: write it before rule 2, or remove it',
    ])
  })

  test('what is no list', async () => {
    const [line] = await refusalOf(`${GOOD_CONFIG}    routes: { to: log }\n`)
    expect(line).toContain('routes: a mapping is not a list of rules: write -')
  })

  test('a service or a remedy with nearly that name', () => {
    const remedies = { remedies: { copy_email: {} } }
    const routes = [{ to: { incident: 'pagr' } }, { to: { remedy: 'copy_emial' } }]
    const said = { sides: {}, fields: {}, routes, ...remedies } as unknown as ReconciliationConfig
    expect(checkRoutes(said, ['pager'])).toMatchObject([
      { sentence: 'there is no incident service "pagr" (did you mean "pager"?)' },
      { sentence: 'there is no remedy "copy_emial" (did you mean "copy_email"?)' },
      {},
    ])
  })
})
