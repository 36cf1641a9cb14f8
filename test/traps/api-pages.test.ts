import { expect } from 'vitest'
import { failureOf, json, openTestApi, paging, people, type Reply } from '../connectors/http/open-test-api.ts'
import { readAll, readKeys } from '../connectors/read-all.ts'
import { trap } from './trap.ts'

const OFFSETS = paging({ kind: 'offset', param: 'skip' })
const CHANGED = 'source-incomplete | mailer: the records changed while they were read'

/** An API that serves two records a page, while somebody else changes them after the first page. */
function apiOf(records: unknown[], change: (records: unknown[]) => void): Parameters<typeof openTestApi>[0] {
  let pages = 0
  return ({ url }) => {
    const skip = Number(url.searchParams.get('skip') ?? 0)
    const reply = json({ data: records.slice(skip, skip + 2), total: records.length })
    if (++pages === 1) change(records)
    return reply
  }
}

trap(
  67,
  {
    title: 'a record added or taken away between two pages of offsets',
    proves: 'contract: no record is passed over or read twice',
  },
  async () => {
    const all = () => people(1, 2, 3, 4, 5)
    const add = (records: unknown[]) => void records.unshift(people(0)[0])
    const remove = (records: unknown[]) => void records.shift()
    for (const next of [OFFSETS, { ...OFFSETS, total: 'total' }]) {
      // It is seen, and the second try reads the records of then.
      const [added, removed] = [await openTestApi(apiOf(all(), add)), await openTestApi(apiOf(all(), remove))]
      expect(await readKeys(await added.open({ next }), { columns: ['id'] })).toEqual([...'012345'])
      expect(await readKeys(await removed.open({ next }), { columns: ['id'] })).toEqual([...'2345'])
    }
  },
)

trap(
  68,
  {
    title: 'an API that changes, repeats itself, breaks off or is out of order between two pages',
    proves: 'contract: a source cut short throws, so nothing can be missing',
  },
  async () => {
    const cursor = paging({ kind: 'cursor', path: 'next', param: 'c', absentAtEnd: false, total: 'total' })
    const second: readonly (readonly [Reply, string])[] = [
      [json({ data: people(3), total: 2 }), CHANGED],
      [json({ data: people(2, 3), total: 4 }), CHANGED],
      [json({ data: people(3), total: 4 }), CHANGED],
      [
        json({ data: people(3, 4), total: 4, next: 'b' }),
        'source-incomplete | mailer: page 2 leads back to page 2',
      ],
      [{ status: 429, body: '{}' }, 'source-unreachable | mailer: page 2 was answered with 429'],
      [{ status: 500, body: '{}' }, 'source-unreachable | mailer: page 2 was answered with 500'],
      [
        { body: '{"data":[{"id":3},' },
        'source-incomplete | mailer: page 2 was answered with 200 and JSON that is',
      ],
      [
        { body: '<!doctype html>' },
        'source-incomplete | mailer: page 2 was answered with 200 and an HTML page',
      ],
    ]
    for (const [reply, failure] of second) {
      const api = await openTestApi(({ url }) =>
        url.search === '' ? json({ data: people(1, 2), total: 4, next: 'b' }) : reply,
      )
      const connector = await api.open({ next: cursor })
      expect((await failureOf(readAll(connector, { columns: ['id'] }))).slice(0, failure.length)).toBe(
        failure,
      )
    }
  },
)
