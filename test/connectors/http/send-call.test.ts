import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendCall } from '../../../src/connectors/http/send-call.ts'
import { findFreePort } from '../../support/find-free-port.ts'

interface Seen {
  readonly method: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let server: Server
let origin = ''
let seen: Seen[] = []
let answer: (response: ServerResponse) => void = (response) => response.end()

beforeAll(async () => {
  server = createServer(async (request, response) => {
    seen.push({ method: request.method, headers: request.headers, body: await text(request) })
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const SECRET = 'sesame-1234'

async function send(how: typeof answer, options: { timeoutSeconds?: number; signal?: AbortSignal } = {}) {
  seen = []
  answer = how
  return await sendCall(
    {
      method: 'POST',
      url: `${origin}/hook/${SECRET}?k=${SECRET}`,
      headers: { 'x-key': SECRET },
      body: '{"ä":1}',
    },
    { timeoutSeconds: 10, signal: new AbortController().signal, ...options },
  )
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(code, headers)
    response.end(`{"said":"${SECRET}"}`)
  }

describe('sendCall()', () => {
  test('sends what it is given and hands back what is answered', async () => {
    const answered = await send(status(202, { etag: '"7"' }))
    expect(answered).toMatchObject({
      ok: true,
      status: 202,
      headers: { etag: '"7"' },
      body: `{"said":"${SECRET}"}`,
    })
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ method: 'POST', body: '{"ä":1}' })
    expect(seen[0]!.headers).toMatchObject({ 'x-key': SECRET, 'content-length': '8', connection: 'close' })
  })

  test.each([
    [400, false],
    [412, false],
    [429, false],
    [307, false],
    [303, true],
    [500, true],
    [503, true],
  ])('says of %i whether it may have had an effect: %s', async (code, mayHaveArrived) => {
    const answered = await send(status(code, { location: `${origin}/elsewhere`, 'retry-after': '7' }))
    expect(answered).toMatchObject({ ok: false, status: code, mayHaveArrived, retryAfterSeconds: 7 })
    expect(answered.ok ? '' : answered.reason).toContain(`answered ${code}`)
    expect(answered.ok ? '' : answered.reason).not.toContain(SECRET)
    expect(seen).toHaveLength(1)
  })

  test('may have arrived when the connection is cut, and when nobody answers in time', async () => {
    const cut = await send((response) => response.destroy())
    expect(cut).toMatchObject({ ok: false, mayHaveArrived: true, status: null })
    expect(cut.ok ? '' : cut.reason).toContain('was cut before it had answered')
    const slow = await send(() => {}, { timeoutSeconds: 0.2 })
    expect(slow).toMatchObject({ ok: false, mayHaveArrived: true, status: null })
    expect(slow.ok ? '' : slow.reason).toMatch(/did not answer within 0\.2 s$/)
  })

  test('has not arrived where nobody listens, or nobody speaks TLS', async () => {
    const port = await findFreePort()
    const options = { timeoutSeconds: 10, signal: new AbortController().signal }
    const call = { method: 'POST', headers: {}, body: null } as const
    const nobody = await sendCall({ ...call, url: `http://127.0.0.1:${port}/${SECRET}` }, options)
    expect(nobody).toStrictEqual({
      ok: false,
      mayHaveArrived: false,
      retryAfterSeconds: null,
      reason: `127.0.0.1:${port} cannot be reached (ECONNREFUSED)`,
      status: null,
      body: '',
    })
    const plain = createTcpServer((socket) => socket.once('data', () => socket.destroy()))
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const tlsPort = (plain.address() as AddressInfo).port
    const insecure = await sendCall({ ...call, url: `https://127.0.0.1:${tlsPort}/` }, options)
    await new Promise((resolve) => plain.close(resolve))
    expect(insecure).toMatchObject({ ok: false, mayHaveArrived: false, status: null })
  })

  test('goes by the status where the answer is cut short or has no end', async () => {
    const cut = await send((response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('some', () => response.destroy())
    })
    expect(cut).toMatchObject({ ok: true, status: 200, body: 'some' })
    const endless = await send((response) => {
      response.writeHead(200)
      const more = () => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more)
      }
      more()
    })
    expect(endless.ok && endless.body.length).toBe(256 * 1024)
  })

  test('stops with the process', async () => {
    const stop = new AbortController()
    const answered = await send(() => stop.abort(), { signal: stop.signal })
    expect(answered).toMatchObject({ ok: false, mayHaveArrived: true })
    expect(answered.ok ? '' : answered.reason).toContain('the process stopped before')
    const never = await send(status(200), { signal: stop.signal })
    expect(never).toMatchObject({ ok: false, mayHaveArrived: false })
    expect(seen).toHaveLength(0)
  })
})
