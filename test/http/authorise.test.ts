import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashToken } from '../../src/domain/make-token.ts'
import { openAuthorise } from '../../src/http/authorise.ts'
import { HttpProblem } from '../../src/http/problem.ts'
import { type Api, openApi, type TokenName, tokenOf } from './open-api.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(async () => await api.close())

const START = { reconciliation: 'customers' }

describe('who has no good token', () => {
  const wrong: readonly (readonly [string, Record<string, string>])[] = [
    ['no header', {}],
    ['no token', { authorization: 'Bearer ' }],
    ['a wrong token', { authorization: `Bearer ${tokenOf('reader').replace('x', 'y')}` }],
    ['another scheme', { authorization: `Basic ${tokenOf('reader')}` }],
    ['the hash itself', { authorization: `Bearer ${hashToken(tokenOf('reader')).toString('hex')}` }],
    ['two tokens', { authorization: `Bearer ${tokenOf('reader')} ${tokenOf('reader')}` }],
    ['a token in the query alone', { cookie: `token=${tokenOf('reader')}` }],
  ]
  const paths = ['/api/runs', '/api/discrepancies/1', '/api/nothing', '/api', '/openapi.json', '/metrics']

  test('gets the same answer whatever is wrong, and wherever', async () => {
    // One try each: more of them would be slowed down.
    const tries = wrong.map(([, headers], index) => [headers, paths[index % paths.length]!] as const)
    const answers = await Promise.all(tries.map(([headers, path]) => api.ask(path, { as: null, headers })))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 401, json: { code: 'unauthorised' } })
    expect(answers.every(({ headers }) => headers.get('www-authenticate') === 'Bearer')).toBe(true)
  })

  test('is not read any further: a body that is no JSON is no news to them', async () => {
    expect(await api.ask('/api/runs', { as: null, body: '{' })).toMatchObject({ status: 401 })
  })
})

describe('what a token is good for', () => {
  test.each<[TokenName, string, object | undefined, number, string]>([
    ['reader', '/api/runs', START, 403, 'The token "reader" has the scopes read and this needs run'],
    ['triager', '/api/runs', START, 403, 'needs run'],
    ['runner', '/api/discrepancies/1/transitions', { action: 'acknowledge' }, 403, 'needs triage'],
    ['reader', '/api/events/customers', {}, 403, 'needs events'],
    ['shop', '/api/discrepancies', undefined, 403, 'needs read'],
    ['shop', '/metrics', undefined, 403, 'needs read'],
    [
      'runner',
      '/api/events/nothing',
      { side: 'crm', key: '1', at: '2026-11-01T09:30:00Z' },
      404,
      '"nothing"',
    ],
  ])('the token %s at %s', async (as, path, body, status, sentence) => {
    const answer = await api.ask(path, { as, ...(body ? { body } : {}) })
    expect(answer.json.detail).toContain(sentence)
    expect(answer.status).toBe(status)
  })

  test('any token may read the document', async () => {
    expect(await api.ask('/openapi.json', { as: 'shop' })).toMatchObject({
      status: 200,
      json: { openapi: '3.1.0' },
    })
  })
})

describe('openAuthorise()', () => {
  const door = {
    port: null,
    host: null,
    rate: { requests: 2, seconds: 1 },
    tokens: [{ name: 'ci', hash: hashToken('cf_ci').toString('hex'), scopes: ['read'] }],
  } as const

  function open() {
    let now = Date.UTC(2026, 10, 1)
    const authorise = openAuthorise(door, () => new Date(now))
    const status = (token: string, address = '10.0.0.1') => {
      try {
        authorise({ authorization: `Bearer ${token}`, address })
        return 200
      } catch (error) {
        if (!(error instanceof HttpProblem)) throw error
        return `${error.status} ${error.more.headers?.['Retry-After'] ?? ''}`.trim()
      }
    }
    const pass = (seconds: number) => {
      now += seconds * 1_000
    }
    return { status, pass }
  }

  test('lets a token come twice as often at once as it may in a second, and then by its rate', () => {
    const { status, pass } = open()
    expect([1, 2, 3, 4].map(() => status('cf_ci'))).toEqual([200, 200, 200, 200])
    expect(status('cf_ci')).toBe('429 1')
    pass(1)
    expect([1, 2, 3].map(() => status('cf_ci'))).toEqual([200, 200, '429 1'])
  })

  test('slows down an address that has no good token, and nobody else', () => {
    const { status, pass } = open()
    const tries = Array.from({ length: 21 }, () => status('cf_wrong'))
    expect(tries.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => '401'))
    expect(tries[20]).toBe('429 5')
    expect(status('cf_wrong', '10.0.0.2')).toBe('401')
    // Many may share an address.
    expect(status('cf_ci')).toBe(200)
    pass(5)
    expect([status('cf_wrong'), status('cf_wrong')]).toEqual(['401', '429 5'])
  })
})
