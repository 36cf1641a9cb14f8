import { describe, expect, test } from 'vitest'
import type { HttpSettings } from '../../../src/domain/settings.ts'
import { readAll } from '../read-all.ts'
import { failureOf, json, openTestApi, paging, people, type Reply, type Seen } from './open-test-api.ts'

const CURSOR = paging({ kind: 'cursor', path: 'next', param: 'cursor', absentAtEnd: false })
const PAGES = paging({ kind: 'page', param: 'page', first: 1, total: 'total' })
const at = ({ url }: Seen, name = 'cursor') => url.searchParams.get(name) ?? ''
const page = (seen: Seen) => Number(at(seen, 'page'))

interface Case {
  readonly name: string
  readonly settings?: Partial<HttpSettings>
  readonly answer: (seen: Seen, number: number) => Reply
  readonly failure: string
}

const SHIFTING: readonly Case[] = [
  {
    name: 'a cursor that comes again',
    settings: { next: CURSOR },
    answer: (seen) =>
      json({ data: people(`${at(seen)}-`), next: at(seen) === 'b' ? 'a' : at(seen) === 'a' ? 'b' : 'a' }),
    failure:
      'source-incomplete | mailer: page 3 leads back to page 2, so the pages have no end; have the API corrected, or check next of the source.',
  },
  {
    name: 'a next URL that leads to the beginning',
    settings: { next: paging({ kind: 'url', path: 'next', absentAtEnd: false }) },
    answer: () => json({ data: people(1), next: '/contacts' }),
    failure:
      'source-incomplete | mailer: page 1 leads back to page 1, so the pages have no end; have the API corrected, or check next of the source.',
  },
  {
    name: 'a last key that stays the same',
    settings: { next: paging({ kind: 'keyset', param: 'after', field: 'id' }) },
    answer: () => json({ data: people(1, 2) }),
    failure:
      'source-incomplete | mailer: page 2 leads back to page 2, so the pages have no end; have the API corrected, or check next of the source.',
  },
  {
    name: 'a total that shrinks',
    settings: { next: PAGES },
    answer: (seen) =>
      json({ data: people(page(seen) * 2, page(seen) * 2 + 1), total: page(seen) === 1 ? 4 : 3 }),
    failure:
      'source-incomplete | mailer: the records changed while they were read: "total" was 4 on page 1 and is 3 on page 2; run again at a quieter time.',
  },
  {
    name: 'fewer records than the total says',
    settings: { next: PAGES },
    answer: (seen) => json({ data: page(seen) === 1 ? people(1, 2) : [], total: 3 }),
    failure:
      'source-incomplete | mailer: the records changed while they were read: 2 came and "total" says 3; run again at a quieter time, and if it stays so check next of the source.',
  },
  {
    name: 'more records than the total says',
    settings: { next: { ...CURSOR, total: 'total' } },
    answer: (seen) => json({ data: people(`${at(seen)}1`), total: 1, next: at(seen) === '' ? 'a' : null }),
    failure:
      'source-incomplete | mailer: the records changed while they were read: 2 came and "total" says 1; run again at a quieter time, and if it stays so check next of the source.',
  },
  {
    name: 'an item on two pages',
    settings: { next: PAGES },
    answer: (seen) => json({ data: page(seen) === 1 ? people(1, 2) : people(2, 3), total: 4 }),
    failure:
      'source-incomplete | mailer: the records changed while they were read: an item of page 1 is on page 2 again; run again at a quieter time, or write id of the source where several records have one key.',
  },
  {
    name: 'records that move up where nobody tells a total: one is passed over',
    settings: { next: paging({ kind: 'offset', param: 'skip' }) },
    answer: (() => {
      const all = people(1, 2, 3, 4, 5, 6, 7)
      return (seen: Seen) => {
        const skip = Number(at(seen, 'skip'))
        const data = all.slice(skip, skip + 2)
        // Somebody takes the first away behind the reader's back.
        if (skip === 0) all.shift()
        return json({ data })
      }
    })(),
    failure:
      'source-incomplete | mailer: the records changed while they were read: page 1 has other records than a moment before; run again at a quieter time.',
  },
  {
    name: 'the same where links lead to the pages by their number',
    settings: { next: paging({ kind: 'link' }) },
    answer: (() => {
      const all = people(1, 2, 3, 4, 5, 6, 7)
      return (seen: Seen) => {
        const from = (Number(at(seen, 'page') || 1) - 1) * 2
        const data = all.slice(from, from + 2)
        const link = `</contacts?page=${from / 2 + 2}>; rel="next"`
        if (from === 0) all.shift()
        return json({ data }, from + 2 < all.length ? { link } : {})
      }
    })(),
    failure:
      'source-incomplete | mailer: the records changed while they were read: page 1 has other records than a moment before; run again at a quieter time.',
  },
]

const ANSWERS: readonly Case[] = [
  {
    name: 'empty pages without end',
    settings: { next: CURSOR },
    answer: (_, number) => json({ data: [], next: number }),
    failure:
      'source-incomplete | mailer: page 11 and the 10 before it are empty and name a next page, so no end is in sight; check next of the source.',
  },
  {
    name: 'no cursor at all, so that the first page may be one of many',
    settings: { next: CURSOR },
    answer: () => json({ data: people(1), meta: { next: 'a' } }),
    failure:
      'source-incomplete | mailer: page 1 has nothing at "next", so nobody can tell whether more pages follow; check next.cursor of the source, or write absentAtEnd: true where the API leaves it out on its last page.',
  },
  {
    name: 'a cursor that is no text',
    settings: { next: CURSOR },
    answer: () => json({ data: people(1), next: { id: 1 } }),
    failure:
      'source-incomplete | mailer: page 1 has neither text nor a number at "next"; check next.cursor of the source.',
  },
  {
    name: 'a total that is none',
    settings: { next: PAGES },
    answer: () => json({ data: people(1), total: 'many' }),
    failure:
      'source-incomplete | mailer: page 1 has no whole number at "total"; check next.total of the source.',
  },
  {
    name: 'a last item without the key of the next page',
    settings: { next: paging({ kind: 'keyset', param: 'after', field: 'uid' }) },
    answer: () => json({ data: people(1) }),
    failure:
      'source-incomplete | mailer: the last item of page 1 has neither text nor a number at "uid", so the next page cannot be asked for; check next.field of the source.',
  },
  {
    name: 'a short page amid others that were asked for at the same time',
    settings: { next: paging({ kind: 'offset', param: 'skip' }), concurrency: 2 },
    answer: (seen) => {
      const skip = Number(at(seen, 'skip'))
      return json({
        data: skip === 0 ? people(1, 2) : skip === 2 ? people(3) : people(`${skip}`, `${skip}+`),
      })
    },
    failure:
      'source-incomplete | mailer: page 2 has 1 records where page 1 has 2, and page 3 has some too; write concurrency: 1 for the source.',
  },
  {
    name: 'an error with status 200',
    answer: () => json({ error: 'ann@example.com may not', code: 7 }),
    failure:
      'source-incomplete | mailer: page 1 has no "data", it has "error", "code"; if the API reports an error there, see to it, else check records of the source.',
  },
  {
    name: 'null instead of a list',
    answer: () => json({ data: null }),
    failure:
      'source-incomplete | mailer: page 1 has no list at "data", it has "data"; if the API reports an error there, see to it, else check records of the source.',
  },
  {
    name: 'items that are no records',
    answer: () => json({ data: [{ id: 1 }, 'ann@example.com'] }),
    failure: 'source-incomplete | mailer: item 2 of page 1 is no JSON object; check records of the source.',
  },
  {
    name: 'an HTML page with status 200',
    answer: () => ({
      body: '<!doctype html><title>\n Log  in</title><p>ann@example.com',
      headers: { 'content-type': 'text/html' },
    }),
    failure:
      'source-incomplete | mailer: page 1 was answered with 200 and an HTML page ("Log in") instead of JSON; check the url and the auth of the source.',
  },
  {
    name: 'HTML that says it is JSON',
    answer: () => ({ body: ' <html><body>ann@example.com' }),
    failure:
      'source-incomplete | mailer: page 1 was answered with 200 and an HTML page ("without a title") instead of JSON; check the url and the auth of the source.',
  },
  {
    name: 'a member twice, with two values',
    answer: () => ({ body: '{"data":[{"id":1,"id":2}]}' }),
    failure:
      'source-incomplete | mailer: page 1 was answered with 200 and JSON that is broken or cut short, 3 times; run again, and if it stays so, have the API corrected.',
  },
  {
    name: 'nothing',
    answer: () => ({ body: '', status: 204 }),
    failure:
      'source-incomplete | mailer: page 1 was answered with 204 and nothing, 3 times; run again, and if it stays so, have the API corrected.',
  },
  {
    name: 'text that is not UTF-8',
    answer: () => (response) => response.end(Buffer.from('{"data":[{"id":"\xf1"}]}', 'latin1')),
    failure:
      'source-encoding | mailer: page 1 was answered with text that is not UTF-8; JSON is UTF-8: have the API answer in it.',
  },
  {
    name: 'half a surrogate pair',
    answer: () => ({ body: '{"data":[{"id":"\\ud800"}]}' }),
    failure:
      'source-encoding | mailer: item 1 of page 1 holds half a surrogate pair (\\ud800 to \\udfff), which is no character; have the API corrected.',
  },
  {
    name: 'more than 64 MB',
    answer: () => (response) => {
      const chunk = Buffer.alloc(8 * 1024 * 1024, ' ')
      for (let sent = 0; sent < 9; sent++) response.write(chunk)
      response.end('{"data":[]}')
    },
    failure:
      'source-incomplete | mailer: page 1 was answered with more than 64 MB; write next with a smaller pageSize.',
  },
  {
    name: 'a body shorter than its length',
    answer: () => (response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"data":[{"id":1}]')
      setImmediate(() => response.destroy())
    },
    failure:
      'source-incomplete | mailer: page 1 was answered with a body that is cut short, 3 times; run again, and if it stays so, have the API or the proxy before it corrected.',
  },
  {
    name: 'JSON that ends early',
    answer: () => ({ body: '{"data":[{"id":1},{"id":' }),
    failure:
      'source-incomplete | mailer: page 1 was answered with 200 and JSON that is broken or cut short, 3 times; run again, and if it stays so, have the API corrected.',
  },
]

describe('records that may have been passed over fail the read, after it was tried once more', () => {
  test.each(SHIFTING)('$name', async ({ settings, answer, failure }) => {
    const api = await openTestApi(answer)
    const connector = await api.open(settings)
    expect(await failureOf(readAll(connector, { columns: ['id'] }))).toBe(failure)
    expect(await api.scratchFiles()).toEqual([])
  })
})

describe('an answer that is not what it should be fails the read with the reason', () => {
  test.each(ANSWERS)('$name', async ({ settings, answer, failure }) => {
    const api = await openTestApi(answer)
    const connector = await api.open(settings)
    const failed = await failureOf(readAll(connector, { columns: ['id'] }))
    expect(failed).toBe(failure)
    expect(failed).not.toContain('ann@example.com')
    expect(await api.scratchFiles()).toEqual([])
  })
})

test('a read that a change disturbed succeeds when the records hold still', async () => {
  const api = await openTestApi((seen, number) =>
    json({ data: page(seen) === 1 ? people(1, 2) : people(number === 2 ? 2 : 3, 4), total: 4 }),
  )
  const connector = await api.open({ next: PAGES })
  expect(await readAll(connector, { columns: ['id'] })).toEqual([['1'], ['2'], ['3'], ['4']])
  expect(api.asked()).toHaveLength(4)
})

test('a key twice on one page, or with ids of its own on two, is two records', async () => {
  const rows = [
    { id: 1, email: 'a' },
    { id: 2, email: 'a' },
    { id: 3, email: 'a' },
  ]
  const api = await openTestApi((seen) =>
    json({ data: page(seen) === 1 ? rows.slice(0, 2) : rows.slice(2), total: 3 }),
  )
  const connector = await api.open({ next: PAGES, id: 'id' })
  expect(await readAll(connector, { columns: ['email'] })).toEqual([['a'], ['a'], ['a']])
  const one = await openTestApi(() => json({ data: rows }))
  expect(await readAll(await one.open(), { columns: ['email'] })).toEqual([['a'], ['a'], ['a']])
})
