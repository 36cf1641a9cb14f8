import { describe, expect, test } from 'vitest'
import type { Log } from '../../../src/domain/log.ts'
import { closedUrl } from '../../slack/closed-url.ts'
import { readAll, readKeys, readRequest } from '../read-all.ts'
import { failureOf, json, openTestApi, paging, people, type Reply } from './open-test-api.ts'

const busy = (status: number, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: '{}',
})
const read = async (api: Awaited<ReturnType<typeof openTestApi>>, settings = {}) =>
  readKeys(await api.open(settings), { columns: ['id'] })

describe('a request is sent again', () => {
  test('after the seconds of Retry-After, or at its date', async () => {
    const waits = ['7', 'Sat, 21 Nov 2026 12:01:00 GMT']
    const api = await openTestApi((_, number) =>
      number <= 2 ? busy(429, { 'retry-after': waits[number - 1]! }) : json({ data: people(1) }),
    )
    expect(await read(api)).toEqual(['1'])
    // The date is 60 s after the clock began, and 7 of them are over.
    expect(api.clock.waits).toEqual([7000, 53_000])
  })

  test('after a pause that doubles, half of it by chance, where the API says no time', async () => {
    const api = await openTestApi((_, number) =>
      number <= 8 ? busy([500, 502, 503, 504, 429, 408, 425, 599][number - 1]!) : json({ data: people(1) }),
    )
    expect(await read(api, { retries: 8 })).toEqual(['1'])
    const full = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]
    expect(api.clock.waits).toEqual(full.map((wait) => wait * 0.75))
  })

  test('after a connection that breaks, before or within an answer', async () => {
    const api = await openTestApi((_, number) => (response) => {
      if (number === 1) return void response.destroy()
      if (number === 3) return void response.end('{"data":[{"id":1}]}')
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"data":[')
      setImmediate(() => response.destroy())
    })
    expect(await read(api)).toEqual(['1'])
  })

  test('after its time is out', async () => {
    const api = await openTestApi((_, number) => (response) => {
      if (number > 1) response.end('{"data":[{"id":1}]}')
      else response.write('{"data":')
    })
    expect(await read(api, { timeoutSeconds: 0.5, retries: 20 })).toEqual(['1'])
  })
})

describe('a request fails for good', () => {
  test.each([
    [
      busy(503),
      'source-unreachable | mailer: page 1 was answered with 503 Service Unavailable, 3 times; run again when the API answers.',
    ],
    [
      busy(429),
      'source-unreachable | mailer: page 1 was answered with 429 Too Many Requests, 3 times; write a lower rate for the source, or run at a quieter time.',
    ],
    [
      { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><title>Bad gateway</title>' },
      'source-unreachable | mailer: page 1 was answered with 502 Bad Gateway, with an HTML page "Bad gateway", 3 times; run again when the API answers.',
    ],
  ])('%#: after as many tries as the config says', async (reply, failure) => {
    const api = await openTestApi(() => reply)
    expect(await failureOf(read(api))).toBe(failure)
    expect(api.seen).toHaveLength(3)
  })

  test.each([
    [
      busy(401),
      'source-unreachable | mailer: page 1 was answered with 401 Unauthorized; check the auth of the source: the API does not accept it.',
    ],
    [
      busy(403),
      'source-unreachable | mailer: page 1 was answered with 403 Forbidden; give the account of the auth the right to read this, or check the auth.',
    ],
    [
      busy(404),
      'source-missing | mailer: page 1 was answered with 404 Not Found; check the url of the source.',
    ],
    [
      busy(400),
      'source-query | mailer: page 1 was answered with 400 Bad Request; check the url, next and headers of the source.',
    ],
    [
      busy(503, { 'retry-after': '3600' }),
      'source-unreachable | mailer: page 1 was answered with 503 Service Unavailable and Retry-After asks for 3600 seconds, which is longer than 10 minutes; run again then.',
    ],
  ])('%#: at once where another try changes nothing', async (reply, failure) => {
    const api = await openTestApi(() => reply)
    expect(await failureOf(read(api))).toBe(failure)
    expect(api.seen).toHaveLength(1)
    expect(api.clock.waits).toEqual([])
  })

  test('where nobody answers in time', async () => {
    const api = await openTestApi(() => () => undefined)
    expect(await failureOf(read(api, { timeoutSeconds: 0.1, retries: 1 }))).toBe(
      'source-unreachable | mailer: page 1 was not answered within 0.1 s, 2 times; write a longer timeout for the source, or smaller pages.',
    )
  })

  test('where nobody listens', async () => {
    const api = await openTestApi(() => json({}))
    expect(await failureOf(read(api, { url: await closedUrl() }))).toBe(
      'source-unreachable | mailer: page 1 was not answered (ECONNREFUSED), 3 times; check the url of the source, and that its host can be reached from here.',
    )
  })
})

test('requests keep to the rate, those that are sent again too', async () => {
  const api = await openTestApi(({ url }, number) => {
    const page = Number(url.searchParams.get('page'))
    return number === 2 ? busy(503, { 'retry-after': '0' }) : json({ data: people(page), total: 3 })
  })
  const next = paging({ kind: 'page', param: 'page', first: 1, total: 'total' })
  expect(await read(api, { next, rate: { requests: 5, seconds: 1 } })).toEqual(['1', '2', '3'])
  expect(api.clock.waits).toEqual([200, 200, 200])
})

test('two connectors of the same settings share the rate', async () => {
  const api = await openTestApi(() => json({ data: people(1) }))
  await readAll(await api.open({ rate: { requests: 1, seconds: 60 } }), { columns: ['id'] })
  expect(api.clock.waits).toEqual([])
  await readAll(await api.openAgain(), { columns: ['id'] })
  expect(api.clock.waits).toEqual([60_000])
})

test('a stop ends the request under way, and the wait for the next', async () => {
  const stop = new AbortController()
  const stopped = 'run-stopped | mailer: reading was stopped.'
  const api = await openTestApi(() => () => stop.abort())
  const reading = readAll(await api.open(), readRequest({ columns: ['id'], signal: stop.signal }))
  expect(await failureOf(reading)).toBe(stopped)
  expect(api.seen).toHaveLength(1)

  const later = new AbortController()
  const other = await openTestApi(() => {
    later.abort()
    return busy(503)
  })
  const waiting = readAll(await other.open(), readRequest({ columns: ['id'], signal: later.signal }))
  expect(await failureOf(waiting)).toBe(stopped)
  expect(other.seen).toHaveLength(1)
})

test('logs of what is sent again hold neither values nor secrets', async () => {
  const lines: string[] = []
  const keep = (facts: object, message: string) => void lines.push(JSON.stringify({ ...facts, message }))
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep }
  const api = await openTestApi((_, number) => (number === 1 ? busy(500) : json({ data: people(1) })))
  const connector = await api.open({ auth: { kind: 'bearer', token: 'sesame' } }, { log })
  await readAll(connector, { columns: ['email'] })
  expect(lines).toEqual([
    '{"source":"mailer","what":"page 1","status":500,"tries":1,"waitMs":750,"message":"request is sent again"}',
  ])
})
