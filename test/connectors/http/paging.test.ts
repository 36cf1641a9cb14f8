import { describe, expect, test } from 'vitest'
import type { HttpPaging } from '../../../src/domain/settings.ts'
import { readKeys } from '../read-all.ts'
import { json, openTestApi, paging, people, type Seen } from './open-test-api.ts'

const ALL = people(3, 1, 7, 5, 2, 6, 4)
const size = { param: 'limit', records: 3 }
const slice = (from: number) => ALL.slice(from, from + 3)
const number = (seen: Seen, name: string, otherwise: number) =>
  Number(seen.url.searchParams.get(name) ?? otherwise)

/** Seven people, three a page; each API tells the next page in its own way. */
const WAYS: readonly {
  readonly name: string
  readonly next: HttpPaging | null
  readonly answer: Parameters<typeof openTestApi>[0]
  readonly asked: readonly string[]
  readonly concurrency?: number
}[] = [
  {
    name: 'one page with everything',
    next: null,
    answer: () => json({ data: ALL }),
    asked: ['/contacts'],
  },
  {
    name: 'page numbers and a total',
    next: paging({ kind: 'page', param: 'page', first: 1, size, total: 'meta.total' }),
    answer: (seen) => json({ data: slice((number(seen, 'page', 0) - 1) * 3), meta: { total: 7 } }),
    asked: ['/contacts?limit=3&page=1', '/contacts?limit=3&page=2', '/contacts?limit=3&page=3'],
  },
  {
    name: 'page numbers from 0 and no total: to the first empty page, and read again to see that nothing moved',
    next: paging({ kind: 'page', param: 'page', first: 0 }),
    answer: (seen) => json({ data: slice(number(seen, 'page', 0) * 3) }),
    asked: [0, 1, 2, 3, 0, 1, 2, 3].map((page) => `/contacts?page=${page}`),
  },
  {
    name: 'offsets and a total as text, with fewer records a page than asked for',
    next: paging({ kind: 'offset', param: 'skip', size: { param: 'limit', records: 100 }, total: 'total' }),
    answer: (seen) => json({ data: slice(number(seen, 'skip', 0)), total: '7' }),
    asked: [0, 3, 6].map((skip) => `/contacts?limit=100&skip=${skip}`),
  },
  {
    name: 'a cursor that ends as null',
    next: paging({ kind: 'cursor', path: 'meta.next', param: 'cursor', absentAtEnd: false }),
    answer: (seen) => {
      const at = number(seen, 'cursor', 0)
      return json({ data: slice(at), meta: { next: at + 3 < 7 ? at + 3 : null } })
    },
    asked: ['/contacts', '/contacts?cursor=3', '/contacts?cursor=6'],
  },
  {
    name: 'a cursor with signs in it that is left out at the end',
    next: paging({ kind: 'cursor', path: 'next', param: 'after', absentAtEnd: false }),
    answer: (seen) => {
      const at = Number((seen.url.searchParams.get('after') ?? 'a&b=/+0').slice(6))
      return json({ data: slice(at), ...(at + 3 < 7 ? { next: `a&b=/+${at + 3}` } : {}) })
    },
    asked: ['/contacts', '/contacts?after=a&b=/+3', '/contacts?after=a&b=/+6'],
  },
  {
    name: 'the last key of the page before, to the first empty page',
    next: paging({ kind: 'keyset', param: 'after_id', field: 'id' }),
    answer: (seen) => {
      const sorted = ALL.toSorted((a, b) => Number(a.id) - Number(b.id))
      return json({ data: sorted.filter(({ id }) => Number(id) > number(seen, 'after_id', 0)).slice(0, 3) })
    },
    asked: ['/contacts', '/contacts?after_id=3', '/contacts?after_id=6', '/contacts?after_id=7'],
  },
  {
    name: 'the Link header, relative and among others',
    next: paging({ kind: 'link' }),
    answer: (seen) => {
      const at = number(seen, 'at', 0)
      const next = `</contacts?at=${at + 3}>; title="a, b"; rel="last next"`
      return json({ data: slice(at) }, { link: `</contacts>; rel="first"${at + 3 < 7 ? `, ${next}` : ''}` })
    },
    asked: ['/contacts', '/contacts?at=3', '/contacts?at=6'],
  },
  {
    name: 'the URL of the next page',
    next: paging({ kind: 'url', path: 'links.next', absentAtEnd: false }),
    answer: (seen) => {
      const at = number(seen, 'at', 0)
      return json({
        data: slice(at),
        links: { next: at + 3 < 7 ? `${seen.url.origin}/contacts?at=${at + 3}` : '' },
      })
    },
    asked: ['/contacts', '/contacts?at=3', '/contacts?at=6'],
  },
]

describe('all records are read and come in key order', () => {
  test.each(WAYS)('$name', async ({ next, answer, asked }) => {
    const api = await openTestApi(answer)
    const connector = await api.open({ next })
    expect(await readKeys(connector, { columns: ['id'], keyOrder: ['integer'] })).toEqual([...'1234567'])
    expect(api.asked()).toEqual(asked)
    expect(await api.scratchFiles()).toEqual([])
  })

  test.each(WAYS)('also with several requests at a time: $name', async ({ next, answer }) => {
    const api = await openTestApi(answer)
    const connector = await api.open({ next, concurrency: 3 })
    expect(await readKeys(connector, { columns: ['id'], keyOrder: ['integer'] })).toEqual([...'1234567'])
  })

  test('numbered pages are asked for at the same time, as many as allowed', async () => {
    const waiting: (() => void)[] = []
    const api = await openTestApi((seen) => (response) => {
      const page = number(seen, 'page', 0)
      const send = () => response.end(JSON.stringify({ data: slice((page - 1) * 3), total: 7 }))
      // Page 2 is answered only when page 3 was asked for.
      if (page === 1) send()
      else waiting.push(send)
      if (waiting.length === 2) for (const one of waiting.toReversed()) one()
    })
    const next = paging({ kind: 'page', param: 'page', first: 1, total: 'total' })
    const connector = await api.open({ next, concurrency: 2 })
    expect(await readKeys(connector, { columns: ['id'] })).toEqual([...'1234567'])
  })
})

test('a list without records has none', async () => {
  const api = await openTestApi(() => json({ data: [], meta: { next: null } }))
  const next = paging({ kind: 'cursor', path: 'meta.next', param: 'cursor', absentAtEnd: false })
  expect(await readKeys(await api.open({ next }), { columns: ['id'] })).toEqual([])
})

test('pages go to disk as they come, and are gone when the read ends', async () => {
  const staged: number[] = []
  const api = await openTestApi((seen) => (response) => {
    const at = number(seen, 'cursor', 0)
    void api.scratchFiles().then((files) => {
      staged.push(files.length)
      response.end(JSON.stringify({ data: slice(at), next: at + 3 < 7 ? at + 3 : null }))
    })
  })
  const next = paging({ kind: 'cursor', path: 'next', param: 'cursor', absentAtEnd: false })
  const connector = await api.open({ next })
  for await (const batch of connector.read({
    location: { table: null, query: null, where: null },
    columns: ['id'],
    keyOrder: ['bytes'],
    scope: { kind: 'everything' },
    signal: new AbortController().signal,
  })) {
    expect(batch.count).toBe(7)
    expect(await api.scratchFiles()).toEqual([expect.stringMatching(/\.sorted$/)])
  }
  expect(staged).toEqual([1, 1, 1])
  expect(await api.scratchFiles()).toEqual([])
})
