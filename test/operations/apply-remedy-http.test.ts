import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { concludeAttempts } from '../../src/operations/conclude-attempts.ts'
import { undoRemedy } from '../../src/operations/undo-remedy.ts'
import { armAttempt, insertAttempt, listAttempts, renewAttempt } from '../../src/store/remedy-attempts.ts'
import { ANN, openRemedies, type RemedyWorld, saidOf, wordOf } from './open-remedies.ts'

interface Asked {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let receiver: Server
let world: RemedyWorld
let asked: Asked[] = []
/** What the service does with a change. */
let change: (request: Asked, response: ServerResponse) => Promise<void> | void = () => undefined
let etag: string | undefined

const http = (name: string, origin: string, more = '') => `
      ${name}:
        title: ${name}
        when: { kind: mismatch, field: email }
        http:
          side: billing
          method: PATCH
          url: "${origin}/accounts/{key}?by={by}"
          headers: { Authorization: "Bearer s3cret-token" }
          body: { contact: "{crm.email}", number: "{number:number}" }
          timeout: 1s
          ${more}`

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const seen = {
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: await text(request),
    }
    asked.push(seen)
    if (request.method === 'GET') {
      response.writeHead(200, etag === undefined ? {} : { etag }).end('{}')
      return
    }
    await change(seen, response)
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  world = await openRemedies(
    [
      http('patch', origin),
      http('matched', origin, `ifMatch: "${origin}/accounts/{key}"`),
      http('trial', origin).replace(/$/, '\n        dryRun: true'),
      `${http('back', origin)}
        reverse: { http: { side: billing, method: PUT, url: "${origin}/accounts/{key}", body: { contact: "{before.email}" } } }`,
    ].join(''),
  )
})
afterAll(async () => {
  receiver?.closeAllConnections()
  await new Promise((resolve) => receiver?.close(resolve))
  await world?.close()
})

const differing = { crm: { email: 'ada@new', plan: 'pro' }, accounts: { email: 'ada@old', plan: 'pro' } }
const keyOf = (url = '') => decodeURIComponent(/accounts\/([^?]*)/.exec(url)?.[1] ?? '')
/** The service does what it is told. */
const obey = async ({ url, body }: Asked, response: ServerResponse) => {
  const { contact } = JSON.parse(body) as { contact: string }
  await world.server.query('update accounts set contact = $2 where ref = $1', [keyOf(url), contact])
  response.end()
}

async function applied(key: string, remedy: string, does: typeof change, tag?: string) {
  const { number } = await world.given(key, differing)
  asked = []
  change = does
  etag = tag
  const outcome = await world.apply({ number, remedy })
  return { number, outcome, word: wordOf(outcome), said: saidOf(outcome) }
}

test('a call is sent once, with its values in their places, and proven', async () => {
  const { outcome, word, number } = await applied("o'h/ra", 'patch', obey)
  expect(word).toBe('verified')
  if (!('attempt' in outcome)) throw new Error('not begun')
  expect(asked).toMatchObject([
    {
      method: 'PATCH',
      url: '/accounts/o%27h%2Fra?by=ann',
      headers: { authorization: 'Bearer s3cret-token', 'idempotency-key': outcome.attempt.id },
      body: JSON.stringify({ contact: 'ada@new', number }),
    },
  ])
  expect(JSON.stringify([world.logged, await world.history(number)])).not.toMatch(/s3cret|ada@/)
})

test('people are shown what is sent, without its headers', async () => {
  const { number } = await world.given('shown', differing)
  const { shown, refused } = await world.plan(number, 'patch')
  expect(refused).toBeNull()
  expect(shown.map(({ label, isSensitive }) => [label, isSensitive])).toEqual([
    ['Call', true],
    ['Body', true],
  ])
  expect(JSON.stringify(shown)).not.toContain('s3cret')
})

test.each([
  [412, 'refused'],
  [409, 'refused'],
  [422, 'failed'],
  [429, 'failed'],
  [503, 'unknown'],
])('an answer of %i means that it was %s', async (status, expected) => {
  const { word, said, number } = await applied(`s${status}`, 'patch', (_, response) => {
    response.writeHead(status).end()
  })
  expect(word).toBe(expected)
  expect(said).toContain(`answered ${status}`)
  expect(await world.now(number)).toMatchObject({ status: 'new' })
  expect(asked).toHaveLength(1)
})

test('an answer that is cut is unknown, and what to look at is said; it is not sent again', async () => {
  const { word, said, number } = await applied('cut', 'patch', (_, response) => {
    response.destroy()
  })
  expect(word).toBe('unknown')
  expect(said).toMatch(/^Nobody can tell whether it was done, .*look at billing, key cut \(email\)$/)
  expect(await world.now(number)).toMatchObject({ status: 'new' })
  world.clock.aheadMs += 600_000
  expect(await concludeAttempts(world.context)).toBe(0)
  expect(asked).toHaveLength(1)
})

test('an answer that is cut after it was done is verified by looking', async () => {
  const { word } = await applied('done', 'patch', async (request, response) => {
    const { contact } = JSON.parse(request.body) as { contact: string }
    await world.server.query('update accounts set contact = $1 where ref = $2', [contact, 'done'])
    response.destroy()
  })
  expect(word).toBe('verified')
})

test('with ifMatch the ETag is read before the record is looked at once more', async () => {
  const done = await applied('m1', 'matched', obey, '"7"')
  expect(done.word).toBe('verified')
  expect(asked.map(({ method, headers }) => [method, headers['if-match']])).toEqual([
    ['GET', undefined],
    ['PATCH', '"7"'],
  ])
  const weak = await applied('m2', 'matched', obey, 'W/"7"')
  expect([weak.word, weak.said]).toEqual([
    'failed',
    'the record came without a strong ETag, so ifMatch is of no use here',
  ])
  expect(asked).toHaveLength(1)
})

test('a try is not sent', async () => {
  expect((await applied('t1', 'trial', obey)).word).toBe('dry-run')
  expect(asked).toEqual([])
})

test('a call is taken back by its reverse while the record shows what it left', async () => {
  const { outcome } = await applied('r1', 'back', obey)
  if (!('attempt' in outcome)) throw new Error('not begun')
  expect(outcome.attempt).toMatchObject({ before: { email: 'ada@old' }, after: { email: 'ada@new' } })
  expect(wordOf(await undoRemedy(world.context, { attempt: outcome.attempt.id, actor: ANN }))).toBe('applied')
  expect(await world.inBilling('r1')).toBe('ada@old pro')
  expect(await world.now(outcome.attempt.number)).toMatchObject({ status: 'new' })
})

test('a call whose process died is not sent again: where the sides do not agree it is unknown', async () => {
  const { number } = await world.given('dead', differing)
  const at = world.context.now()
  const attempt = {
    ...{
      id: 'died',
      number,
      reconciliation: 'customers',
      remedy: 'patch',
      state: 'running' as const,
      actor: ANN,
    },
    ...{ approvedAt: at, bulk: null, runId: null, undoes: null, side: 'billing', key: { id: 'dead' } },
    ...{ before: { email: 'ada@old' }, hash: '', leaseUntil: at },
  }
  await insertAttempt(world.context.db, attempt)
  asked = []
  await armed('died')
  expect(await concludeAttempts(world.context)).toBe(1)
  const [concluded] = await listAttempts(world.context.db, { number })
  expect(concluded).toMatchObject({
    state: 'unknown',
    said: 'Nobody can tell whether it was done, because the process that did it stopped. It is not done again by itself: look at billing, key dead (email)',
  })
  expect(asked).toEqual([])
})

async function armed(id: string): Promise<void> {
  const now = world.context.now()
  const later = new Date(now.getTime() + 1_000)
  await renewAttempt(world.context.db, id, later)
  expect(await armAttempt(world.context.db, { id, now, leaseUntil: now, after: null })).toBe(true)
}
