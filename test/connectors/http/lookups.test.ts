import { describe, expect, test } from 'vitest'
import type { SideScope } from '../../../src/connectors/contract.ts'
import { nowhere, readAll } from '../read-all.ts'
import { failureOf, json, openTestApi, paging, people, type Reply, type Seen } from './open-test-api.ts'

const keys = (...parts: (string | null)[]): SideScope => ({ kind: 'keys', keys: parts.map((part) => [part]) })
const GONE: Reply = { status: 404, body: '{"error":"no such contact"}' }

/** Three people, listed and by id below the list. */
function contacts({ url }: Seen): Reply {
  if (url.pathname === '/contacts') return json({ data: people(1, 2, 'a/b?c d') })
  const id = decodeURIComponent(url.pathname.slice('/contacts/'.length))
  if (id === '410') return { status: 410, body: '' }
  return ['1', '2', 'a/b?c d'].includes(id) ? json({ data: { id, email: `p${id}@x` } }) : GONE
}

describe('some keys are read one by one', () => {
  test('and 404 and 410 mean that there is no such record', async () => {
    const api = await openTestApi(contacts)
    const connector = await api.open({ record: '/{key}', url: `${api.origin}/contacts?v=2`, concurrency: 2 })
    const scope = keys('2', '9', 'a/b?c d', '410', null, '2')
    expect(await readAll(connector, { columns: ['id', 'email'], scope })).toEqual([
      ['2', 'p2@x'],
      ['a/b?c d', 'pa/b?c d@x'],
    ])
    expect(api.seen.map(({ url }) => url.pathname + url.search).sort()).toEqual([
      '/contacts/2?v=2',
      '/contacts/410?v=2',
      '/contacts/9?v=2',
      '/contacts/a%2Fb%3Fc%20d?v=2',
    ])
  })

  test('by parameters that find a list, by other URLs, and as bodies of their own', async () => {
    const api = await openTestApi(({ url }) => {
      const id = url.searchParams.get('id') ?? url.pathname.slice('/one/'.length)
      return url.pathname === '/contacts'
        ? json({ data: id === '1' ? people(1) : [] })
        : json({ id: Number(id) })
    })
    const scope = keys('1', '3')
    const read = async (record: string) =>
      readAll(await api.open({ record }), { columns: ['id'], keyOrder: ['integer'], scope })
    expect(await read('?id={key}')).toEqual([['1']])
    expect(await read(`${api.origin}/one/{id}`)).toEqual([['1'], ['3']])
    expect(api.asked()).toEqual(['/contacts?id=1', '/contacts?id=3', '/one/1', '/one/3'])
  })

  test('with all parts of a composite key', async () => {
    const api = await openTestApi(({ url }) => {
      const [, , region, id] = url.pathname.split('/')
      return json({ data: { region, id } })
    })
    const connector = await api.open({ record: '/{region}/{id}' })
    const scope: SideScope = {
      kind: 'keys',
      keys: [
        ['7', 'eu'],
        ['8', 'us'],
      ],
    }
    expect(
      await readAll(connector, { columns: ['id', 'region'], keyOrder: ['bytes', 'bytes'], scope }),
    ).toEqual([
      ['7', 'eu'],
      ['8', 'us'],
    ])
    expect(api.asked()).toEqual(['/contacts/eu/7', '/contacts/us/8'])
  })

  test('and an answer about another key fails the read', async () => {
    const api = await openTestApi(() => json({ data: { id: 'ann@example.com' } }))
    const connector = await api.open({ record: '/{key}' })
    expect(await failureOf(readAll(connector, { columns: ['id'], scope: keys('1') }))).toBe(
      'source-incomplete | mailer: the request for one record was answered with something that has not the key that was asked for; check record of the source, and that the key of the side is what the API looks up.',
    )
  })

  test.each([
    [
      { status: 500, body: '{}' },
      'the request for one record was answered with 500 Internal Server Error, 3 times',
    ],
    [{ status: 403, body: '{}' }, 'the request for one record was answered with 403 Forbidden'],
    [json({ data: [], error: 'x' }), null],
  ])('and only "not there" is not there: %#', async (reply, failure) => {
    const api = await openTestApi((seen) => (seen.url.pathname === '/contacts' ? contacts(seen) : reply))
    const connector = await api.open({ record: '/{key}' })
    const reading = readAll(connector, { columns: ['id'], scope: keys('1') })
    if (failure !== null) expect(await failureOf(reading)).toContain(failure)
    // A list without the record that is known to be there proves nothing: all are read.
    else expect(await reading).toEqual([['1']])
  })
})

describe('all records are read and the keys picked out of them', () => {
  test('where the API has no address for one record', async () => {
    const api = await openTestApi(contacts)
    expect(await readAll(await api.open(), { columns: ['id'], scope: keys('2', '9') })).toEqual([['2']])
    expect(api.asked()).toEqual(['/contacts'])
  })

  test('where a record of the list is not found at its address: then 404 means nothing', async () => {
    const api = await openTestApi((seen) => (seen.url.pathname === '/contacts' ? contacts(seen) : GONE))
    const connector = await api.open({ record: '/wrong/{key}' })
    expect(await readAll(connector, { columns: ['id'], scope: keys('2') })).toEqual([['2']])
    expect(api.asked()).toEqual(['/contacts/wrong/2', '/contacts', '/contacts/wrong/1', '/contacts'])
  })

  test.each(['', '.', '..', '\ud800'])('where a key would lead elsewhere: %j', async (key) => {
    const api = await openTestApi(contacts)
    const connector = await api.open({ record: '/{key}' })
    expect(await readAll(connector, { columns: ['id'], scope: keys('1', key) })).toEqual([['1']])
    expect(api.asked()).toEqual(['/contacts'])
  })

  test('where an integer is not written as the API would', async () => {
    const api = await openTestApi(contacts)
    const connector = await api.open({ record: '/{key}' })
    const request = { columns: ['id'], keyOrder: ['integer' as const], scope: keys('007', '+2') }
    expect(await readAll(connector, request)).toEqual([['2']])
    const padded = await openTestApi(({ url }) =>
      url.pathname === '/contacts' ? json({ data: people('007') }) : GONE,
    )
    const other = await padded.open({ record: '/{key}' })
    expect(await readAll(other, { ...request, scope: keys('7') })).toEqual([['007']])
  })

  test('where the address names other columns than the key', async () => {
    const api = await openTestApi(contacts)
    const connector = await api.open({ record: '/{id}' })
    expect(await readAll(connector, { columns: ['email'], scope: keys('p1@x') })).toEqual([['p1@x']])
    expect(api.asked()).toEqual(['/contacts'])
  })

  test('where several records have one key', async () => {
    const payments = [1, 2, 3].map((id) => ({ id, invoice: '7' }))
    const api = await openTestApi(({ url }) =>
      json({ data: url.search === '' ? payments : payments.slice(0, 2) }),
    )
    const request = { columns: ['invoice', 'id'], scope: keys('7') }
    const all = [
      ['7', '1'],
      ['7', '2'],
      ['7', '3'],
    ]
    const record = '?invoice={key}'
    expect((await readAll(await api.open({ record }), request)).sort()).toEqual(all)
    expect((await readAll(await api.open({ record, id: 'id' }), request)).sort()).toEqual(all)
    expect(api.asked()).toEqual(['/contacts?invoice=7', '/contacts', '/contacts'])
  })

  test('where there are many keys', async () => {
    const api = await openTestApi(contacts)
    const connector = await api.open({ record: '/{key}' })
    const scope = keys(...Array.from({ length: 201 }, (_, index) => `${index}`))
    expect(await readAll(connector, { columns: ['id'], scope })).toEqual([['1'], ['2']])
    expect(api.asked()).toEqual(['/contacts'])
  })

  test('where the records that were found lack a column that others may have', async () => {
    const list = [{ id: 1 }, { id: 2, phone: '7' }]
    const api = await openTestApi(({ url }) => json({ data: url.pathname === '/contacts' ? list : list[0] }))
    const connector = await api.open({ record: '/{key}' })
    const request = { columns: ['id', 'phone'], scope: keys('1') }
    expect(await readAll(connector, request)).toEqual([['1', null]])
    expect(api.asked()).toEqual(['/contacts/1', '/contacts'])
    // Once the list has shown the column, one request is enough.
    await connector.columns(nowhere, ['id', 'phone'])
    expect(await readAll(connector, request)).toEqual([['1', null]])
    expect(api.asked().slice(2)).toEqual(['/contacts', '/contacts/1'])
  })
})

describe('what changed since an instant', () => {
  const scope: SideScope = { kind: 'changed', column: 'at', since: '2026-11-20T12:00:00.000Z', zone: 'UTC' }
  const rows = [
    { id: 1, at: '2026-11-19' },
    { id: 2, at: '2026-11-21' },
  ]

  test.each([
    ['updated_after={since}', '/contacts?limit=2&page=1&updated_after=2026-11-20T12:00:00.000Z'],
    ['since={sinceSeconds}&sort=asc', '/contacts?limit=2&page=1&since=1795176000&sort=asc'],
  ])('is asked for with %s', async (since, asked) => {
    const api = await openTestApi(() => json({ data: rows.slice(1), total: 1 }))
    const size = { param: 'limit', records: 2 }
    const next = paging({ kind: 'page', param: 'page', first: 1, total: 'total', size })
    const connector = await api.open({ since, next })
    expect(await readAll(connector, { columns: ['id'], scope })).toEqual([['2']])
    expect([...new URLSearchParams(asked.split('?')[1])].sort()).toEqual(
      [...api.seen[0]!.url.searchParams].sort(),
    )
  })
})
