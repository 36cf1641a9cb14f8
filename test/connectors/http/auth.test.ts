import { describe, expect, test } from 'vitest'
import type { HttpAuth } from '../../../src/domain/settings.ts'
import { readAll, readKeys } from '../read-all.ts'
import { failureOf, json, openTestApi, paging, people } from './open-test-api.ts'

const oauth = (origin: string, send: 'header' | 'body' = 'header'): HttpAuth => ({
  kind: 'oauth',
  tokenUrl: `${origin}/token`,
  clientId: 'client:1',
  clientSecret: 's/cret ü',
  scope: 'read:contacts',
  send,
})

describe('requests identify themselves', () => {
  test.each<[HttpAuth, Record<string, string>]>([
    [{ kind: 'bearer', token: 'sesame' }, { authorization: 'Bearer sesame' }],
    [
      { kind: 'basic', user: 'ann', password: 'pä:ss' },
      { authorization: `Basic ${Buffer.from('ann:pä:ss').toString('base64')}` },
    ],
    [{ kind: 'header', name: 'X-Api-Key', value: 'k-1' }, { 'x-api-key': 'k-1' }],
  ])('%#: by header', async (auth, headers) => {
    const api = await openTestApi(() => json({ data: people(1) }))
    const connector = await api.open({
      auth,
      headers: { 'Api-Version': '2', Accept: 'application/vnd.x+json' },
    })
    await readAll(connector, { columns: ['id'] })
    expect(api.seen[0]!.headers).toMatchObject({
      ...headers,
      'api-version': '2',
      accept: 'application/vnd.x+json',
    })
  })

  test('by a token that is asked for once and again shortly before it ends', async () => {
    const next = paging({ kind: 'page', param: 'page', first: 1, total: 'total' })
    const api = await openTestApi(({ url }, number) =>
      url.pathname === '/token'
        ? json({ access_token: `t${number}`, token_type: 'bearer', expires_in: 90 })
        : json({ data: people(Number(url.searchParams.get('page'))), total: 4 }),
    )
    // One request in 20 s: the token of 90 s serves for 60.
    const connector = await api.open({ auth: oauth(api.origin), next, rate: { requests: 3, seconds: 60 } })
    expect(await readKeys(connector, { columns: ['id'] })).toEqual(['1', '2', '3', '4'])
    const [token] = api.seen
    expect(token).toMatchObject({
      method: 'POST',
      body: 'grant_type=client_credentials&scope=read%3Acontacts',
    })
    const pair = Buffer.from('client%3A1:s%2Fcret+%C3%BC').toString('base64')
    expect(token!.headers.authorization).toBe(`Basic ${pair}`)
    const tokens = api.seen
      .filter(({ method }) => method === 'GET')
      .map(({ headers }) => headers.authorization)
    expect(tokens).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1', 'Bearer t5'])
  })

  test('by another token where the API does not accept it any more, and once only', async () => {
    let accepted = 't3'
    const api = await openTestApi(({ url, headers }, number) => {
      if (url.pathname === '/token') return json({ access_token: `t${number}` })
      return headers.authorization === `Bearer ${accepted}`
        ? json({ data: people(1) })
        : { status: 401, body: '{}' }
    })
    const connector = await api.open({ auth: oauth(api.origin, 'body') })
    expect(await readKeys(connector, { columns: ['id'] })).toEqual(['1'])
    expect(Object.fromEntries(new URLSearchParams(api.seen[0]!.body))).toEqual({
      grant_type: 'client_credentials',
      scope: 'read:contacts',
      client_id: 'client:1',
      client_secret: 's/cret ü',
    })
    expect(api.seen[0]!.headers.authorization).toBeUndefined()
    accepted = 'none'
    expect(await failureOf(readAll(connector, { columns: ['id'] }))).toContain(
      '401 Unauthorized, 2 times; check the auth',
    )
    expect(api.asked()).toEqual([
      '/token',
      '/contacts',
      '/token',
      '/contacts',
      '/contacts',
      '/token',
      '/contacts',
    ])
  })

  test('or fail with the reason where there is no token', async () => {
    const api = await openTestApi(({ url }) =>
      url.pathname === '/token' ? json({ error: 'no' }) : json({ data: [] }),
    )
    const connector = await api.open({ auth: oauth(api.origin) })
    expect(await failureOf(readAll(connector, { columns: ['id'] }))).toBe(
      "source-unreachable | mailer: the request for a token was answered without an access_token; check tokenUrl, clientId and scope of the source's auth.",
    )
    const refused = await openTestApi(() => ({ status: 401, body: '{"error":"invalid_client"}' }))
    const other = await refused.open({ auth: oauth(refused.origin) })
    expect(await failureOf(readAll(other, { columns: ['id'] }))).toBe(
      'source-unreachable | mailer: the request for a token was answered with 401 Unauthorized; check the auth of the source: the API does not accept it.',
    )
  })

  test('and a secret that no header can hold is not shown', async () => {
    const api = await openTestApi(() => json({ data: [] }))
    const connector = await api.open({ auth: { kind: 'bearer', token: 'ses\name' } })
    expect(await failureOf(readAll(connector, { columns: ['id'] }))).toBe(
      'config-invalid | mailer: page 1 cannot be sent: the header "authorization" holds a character that no header may have; check the value of its environment variable.',
    )
  })
})

describe('credentials go to no other place', () => {
  const auth: HttpAuth = { kind: 'bearer', token: 'sesame' }

  test('where a request is redirected', async () => {
    const thief = await openTestApi(() => json({ data: people(1) }))
    const api = await openTestApi(() => ({
      status: 302,
      headers: { location: `${thief.origin}/contacts` },
      body: '',
    }))
    expect(await failureOf(readAll(await api.open({ auth }), { columns: ['id'] }))).toBe(
      'source-query | mailer: page 1 is redirected to another place, http://HOST, and credentials are not sent there; if that is right, write it as the url of the source.',
    )
    expect(thief.seen).toEqual([])
  })

  test.each(['url', 'link'] as const)('where the next page is elsewhere (%s)', async (kind) => {
    const thief = await openTestApi(() => json({ data: people(2) }))
    const target = `${thief.origin}/contacts`
    const api = await openTestApi(() =>
      json({ data: people(1), next: target }, { link: `<${target}>; rel=next` }),
    )
    const next = kind === 'url' ? paging({ kind, path: 'next', absentAtEnd: false }) : paging({ kind })
    expect(await failureOf(readAll(await api.open({ auth, next }), { columns: ['id'] }))).toBe(
      'source-query | mailer: page 1 names a next page that leads to another place, http://HOST, and credentials are not sent there; if that is right, write it as the url of the source.',
    )
    expect(thief.seen).toEqual([])
  })

  test('but a redirect within the API is followed, with an end', async () => {
    const api = await openTestApi(({ url }) =>
      url.pathname === '/contacts'
        ? { status: 308, headers: { location: '/v2/contacts' }, body: '' }
        : json({ data: people(1) }),
    )
    expect(await readKeys(await api.open({ auth }), { columns: ['id'] })).toEqual(['1'])
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer sesame', 'Bearer sesame'])
    const ring = await openTestApi(() => ({ status: 301, headers: { location: '/contacts' }, body: '' }))
    expect(await failureOf(readAll(await ring.open(), { columns: ['id'] }))).toBe(
      'source-query | mailer: page 1 is redirected (301) without an end that can be followed; write the URL it leads to as the url of the source.',
    )
    expect(ring.seen).toHaveLength(6)
  })
})
