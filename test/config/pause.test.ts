import { expect, test } from 'vitest'
import { loadText, refusalOf, withPart } from '../support/config-files.ts'

const CRM = '{ type: postgres, url: "${CRM_URL}" }'
const crm = (rules: string) => withPart(CRM, `{ type: postgres, url: "\${CRM_URL}", ${rules} }`)
const ruleOf = async (rules: string) => (await loadText(crm(rules))).settings.sources.crm

test('a query alone is asked every 10 s and waited for 15 minutes, or half of what a statement may take', async () => {
  const query = 'select count(*) > 50 from pg_stat_activity'
  const usual = { query, everySeconds: 10, atMostSeconds: 900 }
  expect(await ruleOf(`pauseWhile: "${query}"`)).toMatchObject({ pauseWhile: usual })
  expect(await ruleOf(`pauseWhile: { query: "${query}" }, statementTimeout: 10m`)).toMatchObject({
    pauseWhile: { ...usual, atMostSeconds: 300 },
  })
  expect(await ruleOf(`pauseWhile: { query: "${query}" }, statementTimeout: 0s`)).toMatchObject({
    pauseWhile: usual,
  })
  expect(await ruleOf('statementTimeout: 10m')).not.toHaveProperty('pauseWhile')
})

test('how often, and how long at most, is taken as it is said', async () => {
  expect(await ruleOf('pauseWhile: { query: select 1, every: 1s, atMost: 59m }')).toMatchObject({
    pauseWhile: { query: 'select 1', everySeconds: 1, atMostSeconds: 3_540 },
  })
  const { settings } = await loadText(
    withPart(CRM, '{ type: mysql, url: "mysql://reader@db.example/crm", pauseWhile: select 1 }'),
  )
  expect(settings.sources.crm).toMatchObject({ type: 'mysql', pauseWhile: { query: 'select 1' } })
})

test.each([
  ['pauseWhile: 50', 'sources.crm.pauseWhile: "50" is not a query: write one that answers yes or a number'],
  ['pauseWhile: ""', 'sources.crm.pauseWhile: "" is not a query'],
  ['pauseWhile: [select 1]', 'sources.crm.pauseWhile: a list is not a query'],
  ['pauseWhile: { every: 10s }', 'sources.crm.pauseWhile.query: is missing: it needs a query'],
  ['pauseWhile: { query: 1 }', 'sources.crm.pauseWhile.query: "1" is not a query'],
  ['pauseWhile: { query: select 1, every: 0s }', '"0s" is not a time between two questions: write 1s to 1h'],
  ['pauseWhile: { query: select 1, atMost: 2d }', '"2d" is not a time to wait at most: write 1s to 1d'],
  ['pauseWhile: { query: select 1, atMost: 15 }', '"15" is not a duration'],
  ['pauseWhile: { query: select 1, atmost: 5m }', '"atmost" is not known here (did you mean "atMost"?)'],
  [
    'pauseWhile: { query: select 1, atMost: 10m }, statementTimeout: 10m',
    'sources.crm.pauseWhile.atMost: 10m is not shorter than the statementTimeout of 10m, and waiting counts as time of a statement: write less, or raise statementTimeout',
  ],
  ['pauseWhile: { query: select 1, atMost: 1h }', '1h is not shorter than the statementTimeout of 1h'],
])('%s is refused', async (rules, problem) => {
  expect((await refusalOf(crm(rules))).join('\n')).toContain(problem)
})

test.each(['files, path: a.csv', 'sqlite, path: a.db', 'http, url: "https://api.example/v1"'])(
  'a source of type %s has none',
  async (source) => {
    const text = withPart(CRM, `{ type: ${source}, pauseWhile: select 1 }`)
    expect((await refusalOf(text)).join('\n')).toContain(
      'sources.crm.pauseWhile: "pauseWhile" is for postgres and mysql sources: remove it',
    )
  },
)
