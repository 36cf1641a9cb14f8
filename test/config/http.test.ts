import { expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const HASH = 'a1'.repeat(32)
const OTHER = 'b2'.repeat(32)

const config = (http: string, triage = '{}') => `
sources: { crm: { type: files, path: crm.csv } }
reconciliations:
  customers:
    sides:
      a: { source: crm, key: id }
      b: { source: crm, key: id }
    fields: { email: text }
    triage: ${triage}
${http}
`

test('the HTTP API is off unless it is said', async () => {
  expect((await loadText(config(''))).settings).not.toHaveProperty('http')
})

test('what is not said of the HTTP API is as usual', async () => {
  const { settings } = await loadText(config('http: {}'))
  expect(settings.http).toEqual({ port: null, host: null, rate: { requests: 20, seconds: 1 }, tokens: [] })
})

test('the HTTP API is loaded with its tokens by name', async () => {
  const { settings } = await loadText(
    config(`http:
  port: 8080
  host: 127.0.0.1
  rate: 600/m
  tokens:
    ci: { hash: "sha256:${HASH}", scopes: [read, run, read] }
    shop: { hash: "sha256:${OTHER}", scopes: [events] }`),
  )
  expect(settings.http).toEqual({
    port: 8080,
    host: '127.0.0.1',
    rate: { requests: 600, seconds: 60 },
    tokens: [
      { name: 'ci', hash: HASH, scopes: ['read', 'run'] },
      { name: 'shop', hash: OTHER, scopes: ['events'] },
    ],
  })
})

test.each([
  ['{ port: 0 }', 'http.port: "0" is not a port: write a whole number from 1 to 65535'],
  ['{ port: 65536 }', 'http.port: "65536" is not a port'],
  ['{ port: http }', 'http.port: "http" is not a port'],
  ['{ host: "a b" }', 'http.host: "a b" is not an address to listen on: write 127.0.0.1'],
  ['{ rate: 0/s }', 'http.rate: "0/s" is not a rate: write 20/s or 600/m'],
  ['{ rate: 20 }', 'http.rate: "20" is not a rate'],
  [
    '{ tokens: { ci: { hash: md5, scopes: [read] } } }',
    'http.tokens.ci.hash: the value is not the hash of a',
  ],
  [`{ tokens: { ci: { scopes: [read] } } }`, 'http.tokens.ci.hash: is missing: it needs the hash of a token'],
  [
    `{ tokens: { ci: { hash: "sha256:${HASH}", scopes: [write] } } }`,
    'http.tokens.ci.scopes[0]: the value is not a scope of a token: write read, run, triage or events',
  ],
  [`{ tokens: { ci: { hash: "sha256:${HASH}", scopes: [] } } }`, 'http.tokens.ci.scopes: '],
  [`{ tokens: { "c i": { hash: "sha256:${HASH}", scopes: [read] } } }`, 'http.tokens.c i: '],
  ['{ tokens: [ci] }', 'http.tokens: a list is not a mapping: write NAME: { hash, scopes }'],
  ['{ prot: 80 }', 'http.prot: "prot" is not known here (did you mean "port"?)'],
])('what the HTTP API cannot be is refused: %s', async (http, problem) => {
  expect((await refusalOf(config(`http: ${http}`))).join('\n')).toContain(problem)
})

test('a token that stands where its hash belongs is not repeated in what is said', async () => {
  const token = `cf_${'s3cret'.repeat(7)}`
  const refusal = await refusalOf(config(`http: { tokens: { ci: { hash: ${token}, scopes: [${token}] } } }`))
  expect(refusal).toHaveLength(2)
  expect(refusal.join('\n')).not.toContain('s3cret')
})

test('two names for one token are refused, at the second', async () => {
  const token = (name: string) => `    ${name}: { hash: "sha256:${HASH}", scopes: [read] }`
  const refusal = await refusalOf(config(`http:\n  tokens:\n${token('ci')}\n${token('cd')}`))
  expect(refusal).toHaveLength(1)
  expect(refusal[0]).toContain('http.tokens.cd.hash: this is the hash of "ci" too: make a token of its own')
})

test('lists of who may name tokens that there are', async () => {
  const tokens = `http: { tokens: { ci: { hash: "sha256:${HASH}", scopes: [triage] } } }`
  const { settings } = await loadText(config(tokens, '{ resolve: [token:ci], escalate: { by: [token:ci] } }'))
  expect(settings.reconciliations[0]?.triage.may).toMatchObject({
    resolve: ['token:ci'],
    escalate: ['token:ci'],
  })
})

test.each([
  ['{ resolve: ["@finance", token:cj] }', 'triage.resolve[1]: there is no token "cj" (did you mean "ci"?)'],
  [
    '{ escalate: { by: [token:other] } }',
    'triage.escalate.by[0]: there is no token "other": write one of ci',
  ],
  ['{ by: ["token:"] }', 'triage.by[0]: "token:" is not a user group, a person or a token'],
])('lists of who may name no other tokens: %s', async (triage, problem) => {
  const tokens = `http: { tokens: { ci: { hash: "sha256:${HASH}", scopes: [triage] } } }`
  expect((await refusalOf(config(tokens, triage))).join('\n')).toContain(problem)
})

test('a list that names a token where there are none says what to do', async () => {
  const [refusal] = await refusalOf(config('', '{ by: [token:ci] }'))
  expect(refusal).toContain('there is no token "ci": the config has none; add it under http.tokens, or leave')
})
