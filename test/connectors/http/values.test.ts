import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { nowhere, readAll } from '../read-all.ts'
import { failureOf, json, openTestApi, paging, people } from './open-test-api.ts'

test('values are raw text: numbers as written, text unquoted, what is nested as its JSON', async () => {
  const body = `\ufeff{ "data": [ {
    "id": 9007199254740993, "a": 1.0, "b": 1, "c": 1e400, "d": -0, "e": 0.10, "f": "x\\ty\\u00e9\\\\ \\ud83d\\ude00",
    "g": true, "h": null, "i": "", "j": { "b": 1.10, "a": [ 1, {} , "]}" ] }, "k": "\\\\N",
    "attributes": { "email": "a@x", "odd.name": 7 }, "items": [ { "sku": "s-1" }, { "sku": 10.0 } ], "__proto__": 5
  } ] }`
  const api = await openTestApi(() => ({ body }))
  const wanted: Record<string, string | null> = {
    id: '9007199254740993',
    a: '1.0',
    b: '1',
    c: '1e400',
    d: '-0',
    e: '0.10',
    f: 'x\tyé\\ 😀',
    g: 'true',
    h: null,
    i: '',
    j: '{"b":1.10,"a":[1,{},"]}"]}',
    k: '\\N',
    'attributes.email': 'a@x',
    'attributes["odd.name"]': '7',
    'items[0].sku': 's-1',
    '$.items[1].sku': '10.0',
    '["__proto__"]': '5',
  }
  const connector = await api.open()
  expect(await readAll(connector, { columns: Object.keys(wanted) })).toEqual([Object.values(wanted)])
})

test('a packed answer is unpacked, and one that is cut short fails the read', async () => {
  const packed = gzipSync(JSON.stringify({ data: people(1, 2) }))
  const api = await openTestApi((_, number) => (response) => {
    const body = number === 1 ? packed : packed.subarray(0, packed.length - 20)
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body)
  })
  const connector = await api.open()
  expect(await readAll(connector, { columns: ['id'] })).toEqual([['1'], ['2']])
  expect(await failureOf(readAll(connector, { columns: ['id'] }))).toMatch(
    /^source-incomplete \| mailer: page 1 was answered with .*cut short, 3 times; run again/,
  )
})

test('records are below a path, or the body itself', async () => {
  const api = await openTestApi(({ url }) =>
    json(url.pathname === '/flat' ? people(1) : { a: [{ b: people(2) }] }),
  )
  expect(
    await readAll(await api.open({ url: `${api.origin}/flat`, records: '' }), { columns: ['id'] }),
  ).toEqual([['1']])
  expect(await readAll(await api.open({ records: 'a[0].b' }), { columns: ['id'] })).toEqual([['2']])
})

test('columns are the paths of the first page, and those that the config names', async () => {
  const api = await openTestApi(() =>
    json({ data: [{ id: 1, attributes: { email: 'a' }, items: [{ sku: 1 }] }, { late: null }] }),
  )
  const columns = await (await api.open()).columns(nowhere, ['id', 'items[0].sku', 'phone'])
  expect(columns).toEqual(
    ['id', 'attributes', 'attributes.email', 'items', 'late', 'items[0].sku', 'phone'].map((name) => ({
      name,
      type: null,
      nativeType: 'text',
    })),
  )
  expect(api.asked()).toEqual(['/contacts'])
})

const TWO_PAGES = paging({ kind: 'page', param: 'page', first: 1, total: 'total' })

test('a member that most records lack is null there', async () => {
  const api = await openTestApi(({ url }) =>
    json({ data: url.search === '?page=1' ? people(1) : [{ id: 2, phone: null, fax: '7' }], total: 2 }),
  )
  const connector = await api.open({ next: TWO_PAGES })
  await connector.columns(nowhere, ['id', 'phone', 'fax'])
  expect(await readAll(connector, { columns: ['id', 'phone', 'fax'] })).toEqual([
    ['1', null, null],
    ['2', null, '7'],
  ])
})

test('a member that no record has is refused with the nearest, never read as nulls', async () => {
  const api = await openTestApi(({ url }) =>
    json({ data: people(url.search === '?page=1' ? 1 : 2), total: 2 }),
  )
  const connector = await api.open({ next: TWO_PAGES })
  expect(await failureOf(readAll(connector, { columns: ['id', 'emial'] }))).toBe(
    'source-query | mailer: the API has no column "emial" (did you mean "email"?); it has "id", "email".',
  )
})

test('what is no path, and what an API has not, is refused', async () => {
  const api = await openTestApi(() => json({ data: people(1) }))
  const connector = await api.open()
  expect(await failureOf(readAll(connector, { columns: ['id', 'items[x]'] }))).toBe(
    'config-invalid | mailer: "items[x]" is no path into a record; write it like attributes.email, items[0].sku or ["odd.name"].',
  )
  const location = { ...nowhere, where: 'id > 1' }
  expect(await failureOf(readAll(connector, { columns: ['id'], location }))).toBe(
    'config-invalid | mailer: an API has no table, query or where; say what is read with the parameters of its url.',
  )
  expect(api.asked()).toEqual([])
})

test('records of a range of days are picked out of all, and a value that is no date is refused with its place', async () => {
  const made = ['2026-11-01', '2026-11-02T23:30:00Z', '2026-11-03T00:30:00+02:00', '2026-11-03', null]
  const api = await openTestApi(() => json({ data: made.map((made_at, id) => ({ id, made_at })) }))
  const scope = {
    kind: 'dates',
    column: 'made_at',
    from: '2026-11-02',
    to: '2026-11-02',
    zone: 'UTC',
  } as const
  expect(await readAll(await api.open(), { columns: ['id'], scope })).toEqual([['1'], ['2']])
  made.push('soon')
  expect(await failureOf(readAll(await api.open(), { columns: ['id'], scope }))).toBe(
    'source-query | mailer: item 6 of page 1: "soon" in the dateColumn is no date; correct it, or write another dateColumn.',
  )
})
