import { describe, expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const ENVIRONMENT = { TOKEN: 'sesame', PASSWORD: 'pw', HOST: 'https://mailer.example' }

/** A config with an http source of these keys. */
function withSource(keys: string, side = '{ source: mailer, key: external_id }'): string {
  return `sources:
  crm: { type: files, path: crm.csv }
  mailer:
    type: http
${keys
  .trim()
  .split('\n')
  .map((line) => `    ${line.trim()}`)
  .join('\n')}
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      mailer: ${side}
    fields:
      email: text
`
}

const URL_LINE = 'url: https://mailer.example/v1/contacts\n'
const refusal = async (keys: string, side?: string) => refusalOf(withSource(keys, side), ENVIRONMENT)
const settingsOf = async (keys: string) =>
  (await loadText(withSource(keys), ENVIRONMENT)).settings.sources.mailer

test('an http source needs a URL alone, and everything else has a default', async () => {
  expect(await settingsOf(URL_LINE)).toEqual({
    type: 'http',
    url: 'https://mailer.example/v1/contacts',
    auth: null,
    headers: {},
    records: '',
    id: null,
    next: null,
    rate: null,
    timeoutSeconds: 30,
    retries: 5,
    concurrency: 1,
    record: null,
    since: null,
  })
})

test('an http source may say all that it can', async () => {
  const settings = await settingsOf(`url: "\${HOST}/v1/contacts?status=active&api_key=\${TOKEN}"
    auth: { oauth: { tokenUrl: https://login.example/token, clientId: c, clientSecret: "\${PASSWORD}" } }
    headers: { Accept: application/json, X-Token: "v1 \${TOKEN}" }
    records: data.items
    id: uid
    next: { offset: skip, limit: take, pageSize: 200, total: meta.total }
    rate: 90/m
    timeout: 2m
    retries: 0
    concurrency: 4
    record: "https://mailer.example/v1/contact/{external_id}"
    since: "updated_after={since}"`)
  expect(settings).toEqual({
    type: 'http',
    url: 'https://mailer.example/v1/contacts?status=active&api_key=sesame',
    auth: {
      kind: 'oauth',
      tokenUrl: 'https://login.example/token',
      clientId: 'c',
      clientSecret: 'pw',
      scope: null,
      send: 'header',
    },
    headers: { Accept: 'application/json', 'X-Token': 'v1 sesame' },
    records: 'data.items',
    id: 'uid',
    next: { kind: 'offset', param: 'skip', size: { param: 'take', records: 200 }, total: 'meta.total' },
    rate: { requests: 90, seconds: 60 },
    timeoutSeconds: 120,
    retries: 0,
    concurrency: 4,
    record: 'https://mailer.example/v1/contact/{external_id}',
    since: 'updated_after={since}',
  })
})

test.each([
  ['auth: { bearer: "${TOKEN}" }', { kind: 'bearer', token: 'sesame' }],
  ['auth: { basic: { user: ann, password: "${PASSWORD}" } }', { kind: 'basic', user: 'ann', password: 'pw' }],
  [
    'auth: { header: { name: X-Key, value: "Key ${TOKEN}" } }',
    { kind: 'header', name: 'X-Key', value: 'Key sesame' },
  ],
])('%s', async (line, auth) => {
  expect(await settingsOf(URL_LINE + line)).toMatchObject({ auth })
})

test.each([
  ['{ page: p }', { kind: 'page', param: 'p', first: 1, size: null, total: null }],
  [
    '{ page: p, first: 0, size: n, pageSize: 5 }',
    { kind: 'page', first: 0, size: { param: 'n', records: 5 } },
  ],
  ['{ cursor: meta.next, param: c }', { kind: 'cursor', path: 'meta.next', param: 'c', absentAtEnd: false }],
  ['{ keyset: after_id, field: id }', { kind: 'keyset', param: 'after_id', field: 'id' }],
  ['{ url: links.next, absentAtEnd: true }', { kind: 'url', path: 'links.next', absentAtEnd: true }],
  ['{ link: true }', { kind: 'link', size: null, total: null }],
])('next: %s', async (next, expected) => {
  expect(await settingsOf(`${URL_LINE}next: ${next}`)).toMatchObject({ next: expected })
})

describe('what an http source cannot mean is refused', () => {
  test.each([
    ['records: data', 'sources.mailer.url: is missing: it needs a URL: write https://host/path'],
    ['url: ftp://x/y', 'sources.mailer.url: this is no URL of an API: write https://host/path'],
    ['url: https://ann:pw@host/x', 'url: a user or password stands in the URL: write auth: { basic:'],
    [
      'url: https://host/x?status=1&api_key=abc',
      'url: a secret stands in the parameter "api_key": write ${NAME} there and put it in the environment',
    ],
    [`${URL_LINE}auth: { bearer: abc }`, 'auth.bearer: a secret stands in this file: write it as "${NAME}"'],
    [`${URL_LINE}auth: { bearer: "\${TOKEN:-abc}" }`, 'auth.bearer: a secret stands in this file'],
    [`${URL_LINE}auth: { bearer: "$\${TOKEN}" }`, 'auth.bearer: a secret stands in this file'],
    [`${URL_LINE}auth: { basic: { user: a, password: abc } }`, 'auth.basic.password: a secret stands'],
    [`${URL_LINE}auth: { header: { name: K, value: abc } }`, 'auth.header.value: a secret stands'],
    [
      `${URL_LINE}auth: { oauth: { tokenUrl: https://h/t, clientId: a, clientSecret: abc } }`,
      'auth.oauth.clientSecret: a secret stands',
    ],
    [`${URL_LINE}headers: { X-Api-Key: abc }`, 'headers.X-Api-Key: a secret stands in this file'],
    [`${URL_LINE}auth: {}`, 'auth: none of them is said: write one of bearer, basic, header, oauth'],
    [
      `${URL_LINE}auth: { bearer: "\${TOKEN}", basic: { user: a, password: "\${PASSWORD}" } }`,
      'auth: bearer and basic are both said: write one of bearer, basic, header, oauth',
    ],
    [
      `${URL_LINE}auth: { oauth: { tokenUrl: x, clientId: a, clientSecret: "\${TOKEN}" } }`,
      'auth.oauth.tokenUrl: this is no URL of an API',
    ],
    [
      `${URL_LINE}auth: { beerer: "\${TOKEN}" }`,
      'auth.beerer: "beerer" is not known here (did you mean "bearer"?)',
    ],
    [`${URL_LINE}records: data[`, 'records: "data[" is not a path into the JSON: write it like meta.next'],
    [
      `${URL_LINE}next: {}`,
      'next: none of them is said: write one of page, offset, cursor, keyset, url, link',
    ],
    [`${URL_LINE}next: { page: p, link: true }`, 'next: page and link are both said: write one of'],
    [`${URL_LINE}next: { cursor: a }`, 'next.cursor: cursor needs param: write param: cursor'],
    [`${URL_LINE}next: { keyset: a }`, 'next.keyset: keyset needs field: write field: id'],
    [
      `${URL_LINE}next: { page: p, param: c }`,
      'next.param: param without cursor does nothing: write cursor, or remove',
    ],
    [`${URL_LINE}next: { offset: o, first: 0 }`, 'next.first: first without page does nothing'],
    [`${URL_LINE}next: { link: true, absentAtEnd: true }`, 'absentAtEnd without cursor or url does nothing'],
    [
      `${URL_LINE}next: { page: p, pageSize: 5 }`,
      'next.pageSize: pageSize without size or limit does nothing',
    ],
    [`${URL_LINE}next: { page: p, size: n }`, 'next.size: size needs pageSize: write pageSize: 100'],
    [
      `${URL_LINE}next: { page: p, size: n, limit: m, pageSize: 5 }`,
      'next.limit: size and limit are the same: write one of them',
    ],
    [`${URL_LINE}next: { page: p, pageSiz: 5 }`, '"pageSiz" is not known here (did you mean "pageSize"?)'],
    [`${URL_LINE}rate: fast`, 'rate: "fast" is not a rate: write 5/s or 60/m'],
    [`${URL_LINE}rate: 0/s`, 'rate: "0/s" is not a rate'],
    [`${URL_LINE}retries: 21`, 'retries: "21" is not a whole number: write 0 to 20'],
    [`${URL_LINE}concurrency: 0`, 'concurrency: "0" is not a whole number: write 1 to 16'],
    [`${URL_LINE}record: /one`, 'record: no key stands in it: write "/{key}", or {column} for each part'],
    [`${URL_LINE}record: "one/{key}"`, 'record: this leads nowhere: begin it with "/" or "?"'],
    [`${URL_LINE}record: "https://other.example/{key}"`, 'record: this is on another host than url'],
    [
      `${URL_LINE}since: updated_after`,
      'since: no time stands in it: write parameters such as "updated_after={since}"',
    ],
  ])('%#: %s', async (keys, expected) => {
    expect((await refusal(keys)).join('\n')).toContain(expected)
  })

  test.each(['table: t', 'query: select 1', 'where: x'])('a side of it has no %s', async (location) => {
    const [key] = location.split(':')
    expect((await refusal(URL_LINE, `{ source: mailer, key: id, ${location} }`)).join('\n')).toContain(
      `sides.mailer.${key}: an http source has no ${key}: remove it, the parameters of its url say what is read`,
    )
  })

  test('and no sentence shows a secret', async () => {
    const refused = await refusal(`url: 7
      auth: { basic: { user: ann, password: 12345 }, bearer: { x: 1 }, header: abcde }
      headers: { X-Key: 12345 }`)
    expect(refused.length).toBeGreaterThan(3)
    expect(refused.join('\n')).not.toMatch(/12345|abcde/)
  })
})

test('the keys of an http source are none of a database', async () => {
  const text = withSource(URL_LINE).replace('crm: { type: files', 'crm: { type: files, rate: 5/s')
  expect((await refusalOf(text, ENVIRONMENT)).join('\n')).toContain('"rate" is not known here')
})
