import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answered, type Api, openApi, tokenOf } from './open-api.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(async () => await api.close())

const events = (body: unknown) => api.ask('/api/events/customers', { as: 'runner', body })
const runs = (body: unknown) => api.ask('/api/runs', { as: 'runner', body })
const keyed = (key: unknown) => runs({ reconciliation: 'customers', scope: { kind: 'keys', keys: [key] } })

/** Says what is wrong in a sentence, and nothing of what is inside. */
function expectRefused(answer: Answered, status: number): void {
  expect({ status: answer.status, detail: answer.json.detail }).toEqual({
    status,
    detail: expect.any(String),
  })
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.text.length).toBeLessThan(2_000)
  expect(answer.text).not.toMatch(/node_modules|\.ts:|select |insert /)
}

/** Bytes as they are; what comes back, whole. */
async function send(lines: string): Promise<string> {
  const { hostname, port } = new URL(api.url)
  const socket = connect(Number(port), hostname)
  socket.end(lines)
  return await text(socket)
}

describe('bodies', () => {
  test.each<[string, () => Promise<Answered>, number]>([
    ['a key of 1 MB', () => keyed('k'.repeat(2 ** 20 - 200)), 400],
    ['a body above its limit', () => keyed('k'.repeat(2 ** 20)), 413],
    ['a key with NUL', () => keyed('a\0b'), 400],
    ['a lone surrogate', () => runs('{"reconciliation":"\\ud800"}'), 400],
    ['a lone surrogate in a name', () => runs('{"\\udfff":1}'), 400],
    ['no JSON', () => runs('{"reconciliation":'), 400],
    ['an empty body', () => runs(' '), 400],
    ['a list', () => runs([]), 400],
    ['null', () => runs('null'), 400],
    ['deep lists', () => runs('['.repeat(100_000)), 400],
    ['deep objects', () => runs(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), 400],
    ['__proto__', () => runs('{"__proto__":{"reconciliation":"customers"}}'), 400],
    ['__proto__, escaped', () => runs('{"\\u005f_proto__":{"x":1},"reconciliation":"customers"}'), 400],
    ['constructor', () => runs('{"reconciliation":"customers","constructor":{"prototype":{}}}'), 400],
    ['a name twice', () => runs('{"reconciliation":"a","reconciliation":"b"}'), 400],
    ['a number that is none', () => runs('{"reconciliation":"customers","wait":1e999}'), 400],
    ['a negative wait', () => runs({ reconciliation: 'customers', wait: -1 }), 400],
    [
      'too many keys',
      () => runs({ reconciliation: 'customers', scope: { kind: 'keys', keys: Array(1001).fill('1') } }),
      400,
    ],
    [
      'an event of a side that is none',
      () => events({ side: 'toString', key: '1', at: '2026-11-01T09:30:00Z' }),
      400,
    ],
    [
      'an event with a key too many',
      () => events({ side: 'crm', key: ['1', '2'], at: '2026-11-01T09:30:00Z' }),
      400,
    ],
    [
      'an event with a long key',
      () => events({ side: 'crm', key: 'k'.repeat(5_000), at: '2026-11-01T09:30:00Z' }),
      400,
    ],
    ['an event at no time', () => events({ side: 'crm', key: '1', at: '2026-13-01T09:30:00Z' }), 400],
    ['an event without a zone', () => events({ side: 'crm', key: '1', at: '2026-11-01T09:30:00' }), 400],
    ['no events', () => events({ events: [] }), 400],
  ])('%s is refused', async (_, ask, status) => {
    expectRefused(await ask(), status)
  })

  test('SQL, paths and markup in a key are a key like others', async () => {
    for (const key of [
      "1'; drop table runs; --",
      '../../etc/passwd',
      '<!channel>',
      '{{x}}',
      '\u202e',
      '%00',
    ]) {
      expect(await keyed(key)).toMatchObject({ status: 202 })
    }
    expect((await api.ask('/api/runs?limit=6')).json.runs).toHaveLength(6)
  })

  test('a type that is not JSON is 415, and so is a compressed body', async () => {
    const body = { reconciliation: 'customers' }
    for (const headers of [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/json; charset=latin1' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-encoding': 'gzip' },
    ])
      expectRefused(await api.ask('/api/runs', { as: 'runner', body, headers }), 415)
  })

  test('bytes that are no UTF-8 are 400', async () => {
    const head = `POST /api/runs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokenOf('runner')}\r\n`
    const bytes = `${head}Content-Type: application/json\r\nContent-Length: 4\r\nConnection: close\r\n\r\n`
    const { hostname, port } = new URL(api.url)
    const socket = connect(Number(port), hostname)
    socket.write(bytes)
    socket.end(Buffer.from([0x22, 0xff, 0xfe, 0x22]))
    expect(await text(socket)).toMatch(/^HTTP\/1.1 400 [\s\S]*is not UTF-8/)
  })
})

describe('paths and methods', () => {
  test.each([
    ['/api/nothing', 'GET', 404],
    ['/nothing', 'GET', 404],
    ['/api/runs/..%2f..%2fetc%2fpasswd', 'GET', 400],
    ['/api/runs/%ff', 'GET', 400],
    ['/api/runs', 'DELETE', 405],
    ['/api/runs', 'PUT', 405],
    ['/api/discrepancies', 'POST', 405],
    ['/metrics', 'POST', 405],
    ['/healthz', 'POST', 405],
    [`/api/runs?reconciliation=${'x'.repeat(9_000)}`, 'GET', 414],
  ])('%s by %s is %i', async (path, method, status) => {
    const answer = await api.ask(path, { method })
    expectRefused(answer, status)
    if (status === 405) expect(answer.headers.get('allow')).toMatch(/^(GET|POST)(, POST)?$/)
  })

  test('headers that are too large are 431, and what is no HTTP is 400', async () => {
    const large = await send(`GET /api/runs HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(large).toMatch(/^HTTP\/1.1 431 [\s\S]*application\/problem\+json[\s\S]*longer than 16 KiB/)
    expect(await send('\u0016\u0003\u0001 hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [\s\S]*no request of HTTP/)
    const injected = await send(`GET /api/runs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\rX: b\r\n\r\n`)
    expect(injected).toMatch(/^HTTP\/1.1 400 /)
  })

  test('a header in the idempotency key cannot be written into the answer', async () => {
    const body = { side: 'crm', key: '1', at: '2026-11-01T09:30:00Z' }
    const headers = { 'idempotency-key': 'a%0d%0aSet-Cookie: x=1' }
    const answer = await api.ask('/api/events/customers', { as: 'runner', body, headers })
    expect(answer.status).toBe(202)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })
})

test('a hundred at once are all answered', async () => {
  const asks = Array.from({ length: 100 }, (_, index) =>
    index % 2 === 0
      ? api.ask('/api/discrepancies?limit=1000')
      : events({ side: 'crm', key: String(index), at: '2026-11-01T09:30:00Z' }),
  )
  const statuses = (await Promise.all(asks)).map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([200, 202]))
})

test('a mistake of ours is 500 with an id that the log has, and nothing else', async () => {
  const now = api.context.now
  Object.assign(api.context, { now: () => new Date(Number.NaN) })
  const answer = await runs({ reconciliation: 'customers' }).finally(() =>
    Object.assign(api.context, { now }),
  )
  expect(answer).toMatchObject({ status: 500, json: { code: 'internal', id: expect.any(String) } })
  const line = api.log.find(({ message }) => message === 'a request could not be answered')
  expect(line?.facts).toMatchObject({ id: answer.json.id, path: '/api/runs' })
  expect(Object.keys(answer.json).sort()).toEqual(['code', 'detail', 'id', 'status', 'title', 'type'])
})
