import { expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const ENVIRONMENT = {
  CRM_URL: 'postgres://reader@db.example/crm',
  BILLING_URL: 'postgres://reader@db.example/billing',
  BILLING_WRITE_URL: 'postgres://writer:sesame@db.example/billing',
  TOKEN: 'sesame',
  BASE: 'https://mailer.example',
}
const config = (
  remedies: string,
  { write = ', write: "${BILLING_WRITE_URL}"', side = 'table: accounts, key: ref' } = {},
) => `
sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  billing: { type: postgres, url: "\${BILLING_URL}"${write} }
  export: { type: files, path: export.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, table: people, key: id }
      billing: { source: billing, ${side}, columns: { phone: null } }
      export: { source: export, key: id, optional: true }
    fields: { email: text, phone: text, balance: decimal }
    remedies:
      fix: ${remedies}
`
const sql = (statement: string, side = 'billing') =>
  `{ title: Copy, sql: { side: ${side}, statement: ${JSON.stringify(statement)} } }`
const refusals = async (remedies: string, more = {}) =>
  (await refusalOf(config(remedies, more), ENVIRONMENT)).map((line) =>
    line.replace(/^\S+ reconciliations\.customers\.remedies\./, ''),
  )

test('a remedy gets what it does not say', async () => {
  const { settings } = await loadText(
    config(sql('update accounts set contact = :crm.email where ref = :key')),
    ENVIRONMENT,
  )
  expect(settings.sources.billing).toMatchObject({ writeUrl: ENVIRONMENT.BILLING_WRITE_URL })
  expect(settings.reconciliations[0]?.remedies).toEqual([
    {
      name: 'fix',
      title: 'Copy',
      when: {},
      does: {
        type: 'sql',
        side: 'billing',
        statement: 'update accounts set contact = :crm.email where ref = :key',
      },
      approve: 'person',
      autoAfter: 20,
      limit: { run: 20, day: 100 },
      dryRun: false,
    },
  ])
})

test('one word or several, a call, who approves and how it is taken back', async () => {
  const { settings } = await loadText(
    config(`
        title: Tell the mailer
        when: { kind: mismatch, field: [email, balance], likelyCorrect: crm, cause: [case, whitespace] }
        http: { side: export, method: PATCH, url: "\${BASE}/contacts/{key}", headers: { Authorization: "Bearer \${TOKEN}" }, body: { email: "{crm.email}" }, timeout: 5s, ifMatch: "\${BASE}/contacts/{key}" }
        reverse: { http: { side: export, url: "\${BASE}/contacts/{key}", body: { email: "{before.email}" } } }
        approve: ["@finance", U0123ABCD]
        limit: { day: 5 }`),
    ENVIRONMENT,
  )
  expect(settings.reconciliations[0]?.remedies?.[0]).toMatchObject({
    when: {
      kinds: ['mismatch'],
      fields: ['email', 'balance'],
      likelyCorrect: ['crm'],
      causes: ['case', 'whitespace'],
    },
    does: {
      type: 'http',
      side: 'export',
      call: {
        method: 'PATCH',
        url: 'https://mailer.example/contacts/{key}',
        headers: { Authorization: 'Bearer sesame' },
        timeoutSeconds: 5,
      },
      ifMatch: 'https://mailer.example/contacts/{key}',
    },
    reverse: { type: 'http', call: { method: 'POST' } },
    approve: ['@finance', 'U0123ABCD'],
    limit: { run: 20, day: 5 },
  })
})

test.each([
  [
    'two statements',
    sql('update accounts set a = 1 where ref = :key; drop table accounts'),
    'fix.sql.statement: it is more than one statement',
  ],
  [
    'a select',
    sql('select 1'),
    'fix.sql.statement: it is no change of one record: write one insert, update or delete',
  ],
  [
    'no key',
    sql('update accounts set contact = :crm.email'),
    'it does not say which record: write where ref = :key',
  ],
  [
    'an unknown word',
    sql('update accounts set contact = :crm.emial where ref = :key'),
    'there is no word "crm.emial" (did you mean "crm.email"?)',
  ],
  [
    'a field that the side has not',
    sql('update accounts set contact = :billing.phone where ref = :key'),
    'there is no word "billing.phone"',
  ],
  ['an open string', sql("update accounts set contact = 'x where ref = :key"), "' begins what does not end"],
  [
    'a number in place of a word',
    sql('update accounts set contact = $1 where ref = :key'),
    'nobody fills in "$1"',
  ],
  [
    'an upsert',
    sql('insert into accounts values (:key) on conflict (ref) do update set contact = :crm.email'),
    'it would write over a record that came meanwhile',
  ],
  [
    'a file',
    sql('update x set a = 1 where id = :key', 'export'),
    '"export" is no Postgres or MySQL database: write http',
  ],
  [
    'a side that nobody may write to',
    sql('update people set email = :billing.email where id = :key', 'crm'),
    'nothing may write to "crm": write sources.crm.write: "${CRM_WRITE_URL}"',
  ],
  [
    'an unknown side',
    sql('delete from x where id = :key', 'biling'),
    'there is no side "biling" (did you mean "billing"?)',
  ],
  [
    'both',
    '{ title: Copy, sql: { side: billing, statement: "delete from a where ref = :key" }, http: { side: billing, url: "https://x.example" } }',
    'both sql and http are said: write sql or http',
  ],
  ['neither', '{ title: Copy }', 'fix: it is not said what is done: write sql or http'],
  [
    'an unknown field',
    '{ title: Copy, when: { field: emial }, http: { side: billing, url: "https://x.example" } }',
    'fix.when.field: there is no field "emial" (did you mean "email"?)',
  ],
  [
    'a secret that people would see',
    '{ title: Copy, http: { side: billing, url: "https://x.example/?key=${TOKEN}" } }',
    'fix.http.url: people are shown it, so a variable may only be its beginning: put secrets into headers',
  ],
  [
    'a secret in the body',
    '{ title: Copy, http: { side: billing, url: "https://x.example", body: { key: "${TOKEN}" } } }',
    'fix.http.body.key: people are shown it, so it has no variables: put secrets into headers',
  ],
  [
    'another side in reverse',
    '{ title: Copy, http: { side: billing, url: "https://x.example" }, reverse: { http: { side: crm, url: "https://x.example" } } }',
    'fix.reverse: it changes "crm", and the remedy changes "billing": write the same side',
  ],
  [
    'before in what is no reverse',
    '{ title: Copy, http: { side: billing, url: "https://x.example/{before.email}" } }',
    'there is no word "before.email"',
  ],
])('%s is refused, with what to write', async (_, remedies, sentence) => {
  const lines = await refusals(remedies)
  expect(lines.join('\n')).toContain(sentence)
  expect(lines.join('\n')).not.toContain('sesame')
})

test('a side that is read by a query must name what was seen', async () => {
  const query = { side: 'query: "select * from accounts", key: ref' }
  expect(await refusals(sql('update accounts set contact = :crm.email where ref = :key'), query)).toEqual([
    'fix.sql.statement: "billing" is read by a query, whose records cannot be locked: name the value that was seen, as in and column = :seen',
  ])
  expect(
    await refusals(
      sql('update accounts set contact = :crm.email where ref = :key and contact = :seen'),
      query,
    ),
  ).toEqual([])
})

test('who may resolve may fix, unless said', async () => {
  const may = async (triage: string) =>
    (await loadText(`${config(sql('delete from a where ref = :key'))}    triage: ${triage}\n`, ENVIRONMENT))
      .settings.reconciliations[0]?.triage.may
  expect(await may('{ resolve: ["@finance"] }')).toEqual({
    resolve: ['@finance'],
    fix: ['@finance'],
    reveal: ['@finance'],
  })
  expect(await may('{ fix: nobody }')).toEqual({ fix: 'nobody' })
})
