import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { askControl } from './ask-control.ts'
import { clientFor, openPlayground, refusalOf } from './playground-and-app.ts'

let playground: Playground
const ask = (asked: string, body?: unknown) => askControl(playground, asked, { body })

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

describe('faults', () => {
  const post = (channel = '#finance', text = 'Hi') =>
    clientFor(playground).chat.postMessage({ channel, text })
  const texts = (channel: string) => playground.messages(channel).map((each) => each.text)

  afterEach(async () => void (await ask('DELETE /faults')))

  it('drop: the message stands there, and the caller never learns it', async () => {
    await ask('POST /faults', { kind: 'drop', method: 'chat.postMessage' })
    expect(await refusalOf(clientFor(playground).auth.test())).toBe('accepted')
    expect(await refusalOf(post('#finance', 'dropped'))).toMatch(/fetch failed|socket|request/i)
    expect(texts('finance')).toContain('dropped')
    expect(await refusalOf(post())).toBe('accepted')
  })

  it('limit: 429 with Retry-After, in one channel only, as often as said', async () => {
    const planned = { kind: 'limit', retryAfterSeconds: 7, channel: 'finance', count: 2 }
    expect(await ask('POST /faults', planned)).toMatchObject({
      status: 200,
      body: { id: expect.any(Number) },
    })
    const limited = await fetch(`${playground.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${playground.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: '#finance', text: 'limited' }),
    })
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7'])
    expect(await refusalOf(post('#data-quality'))).toBe('accepted')
    expect((await ask('GET /faults')).body.faults).toMatchObject([{ count: 1, happened: 1 }])
    expect(await refusalOf(post())).not.toBe('accepted')
    expect((await ask('GET /faults')).body.faults).toEqual([])
    expect(await refusalOf(post())).toBe('accepted')
    expect(texts('finance')).not.toContain('limited')
  })

  it('refuse: a server in between is away, nothing is done; it lasts until it is taken away', async () => {
    const { body } = await ask('POST /faults', { kind: 'refuse', status: 502, count: null })
    expect(await refusalOf(post('#finance', 'refused'))).toContain('502')
    expect(await refusalOf(clientFor(playground).auth.test())).toContain('502')
    expect(await ask(`DELETE /faults/${body.id}`)).toMatchObject({ status: 200 })
    expect(await ask(`DELETE /faults/${body.id}`)).toMatchObject({ status: 404 })
    expect(await refusalOf(post())).toBe('accepted')
    expect(texts('finance')).not.toContain('refused')
  })

  it('error: any code, after so many calls that go well', async () => {
    await ask('POST /faults', { kind: 'error', error: 'message_limit_exceeded', skip: 1 })
    expect(await refusalOf(post())).toBe('accepted')
    expect(await refusalOf(post())).toBe('message_limit_exceeded')
    expect(await refusalOf(post())).toBe('accepted')
  })

  it('delay: it is done at once, the answer comes when the time has passed', async () => {
    await ask('POST /faults', { kind: 'delay', ms: 60_000, method: 'chat.postMessage' })
    const answer = post('#finance', 'delayed')
    await playground.nextMessage((each) => each.text === 'delayed')
    const first = await Promise.race([answer.then(() => 'answered'), ask('GET /clock').then(() => 'waits')])
    expect(first).toBe('waits')
    await ask('POST /clock', { advanceSeconds: 60 })
    expect(await answer).toMatchObject({ ok: true })
  })

  it('stand in the transcript beside what was asked', async () => {
    const last = Number((await ask('GET /transcript')).body.last)
    await ask('POST /faults', { kind: 'refuse', method: 'chat.postMessage' })
    await refusalOf(post())
    await post()
    await ask('POST /faults', { kind: 'drop', method: 'chat.postMessage' })
    await refusalOf(post())
    const { entries } = (await ask(`GET /transcript?since=${last}`)).body
    expect(entries).toMatchObject([
      { kind: 'refused-call', method: 'chat.postMessage', status: 503 },
      { kind: 'call', method: 'chat.postMessage', status: 200, answer: { ok: true } },
      { kind: 'call', method: 'chat.postMessage', status: 200, fault: 'drop' },
    ])
    const calls = (await ask(`GET /transcript?since=${last}&kind=call`)).body
    expect(calls.entries).toHaveLength(2)
  })
})

describe('time', () => {
  it('goes on by itself and is moved forward, never back', async () => {
    const before = Date.parse(String((await ask('GET /clock')).body.now))
    const after = Date.parse(String((await ask('POST /clock', { advanceSeconds: 3600 })).body.now))
    expect(after - before).toBeGreaterThanOrEqual(3_600_000)
    expect(after - before).toBeLessThan(3_600_000 + 30_000)
    expect((await ask('POST /clock', { advanceSeconds: -1 })).status).toBe(400)
  })
})

describe('the transcript', () => {
  it('goes on from where one was, and is forgotten', async () => {
    const last = Number((await ask('GET /transcript')).body.last)
    await clientFor(playground).auth.test()
    const { body } = await ask(`GET /transcript?since=${last}`)
    expect(body).toMatchObject({
      entries: [{ number: last + 1, kind: 'call', method: 'auth.test' }],
      more: false,
    })
    await ask('DELETE /transcript')
    expect((await ask('GET /transcript')).body).toMatchObject({ entries: [] })
    await clientFor(playground).auth.test()
    expect((await ask('GET /transcript')).body).toMatchObject({ last: last + 2 })
  })

  it('holds no token', async () => {
    await clientFor(playground).auth.test()
    const text = JSON.stringify((await ask('GET /transcript')).body)
    expect(text).not.toContain(playground.botToken)
  })
})
