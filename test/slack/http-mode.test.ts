import { createHmac, randomUUID } from 'node:crypto'
import { App } from '@slack/bolt'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openServer } from '../../src/http/open-server.ts'
import type { Context } from '../../src/operations/context.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { startPlayground } from '../../src/playground/start-playground.ts'
import { AckTimes } from '../../src/slack/ack-times.ts'
import { openReceiver } from '../../src/slack/open-receiver.ts'
import { openSlack, type Slack } from '../../src/slack/open-slack.ts'
import { findFreePort } from '../support/find-free-port.ts'
import { collectingLog, type LogLine } from './open-bot.ts'

const SECRET = 'shh'
const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

const lines: LogLine[] = []
const log = collectingLog(lines)
const closers: (() => Promise<unknown>)[] = []
let playground: Playground
let slack: Slack
let url: string

/** The bot as it is in HTTP mode; nothing that needs its tracker is asked. */
beforeAll(async () => {
  const port = await findFreePort()
  url = `http://127.0.0.1:${port}/slack/events`
  playground = await startPlayground({
    port: 0,
    log,
    channels: ['#ops'],
    requestUrl: url,
    signingSecret: SECRET,
  })
  closers.push(() => playground.close())
  const context = {
    log,
    newId: randomUUID,
    now: () => new Date(),
    settings: { sources: {}, reconciliations: [] },
  } as unknown as Context
  slack = await openSlack({ environment: environment(), context, log })
  await slack.start()
  closers.push(() => slack.stop())
  const server = await openServer({ port, posts: { '/slack/events': slack.handle! } })
  closers.push(server.close)
})
afterAll(async () => {
  for (const close of closers.reverse()) await close()
})
beforeEach(() => {
  lines.length = 0
})

function environment() {
  return {
    slackBotToken: playground.botToken,
    slackAppToken: null,
    slackSigningSecret: SECRET,
    slackApiUrl: playground.apiUrl,
  }
}

/** By Slack's own recipe: v0, the time and the body. */
function signed(body: string, { skewSeconds = 0, secret = SECRET } = {}): Record<string, string> {
  const at = Math.floor(Date.now() / 1_000) + skewSeconds
  const digest = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${digest}` }
}

async function post(body: string, headers: Record<string, string>): Promise<Response> {
  return await fetch(url, { method: 'POST', body, headers })
}

/** `/recon help`, whose answer goes to this address. */
function helpCommand(responseUrl = `${playground.url}nowhere`): string {
  const fields = { command: '/recon', text: 'help', user_id: 'U1', channel_id: 'C1', team_id: 'T1' }
  return new URLSearchParams({ ...fields, trigger_id: 't', response_url: responseUrl }).toString()
}

describe('T53: HTTP mode', () => {
  test('T53: a command, over the wire as Slack sends it, is acknowledged at once and answered', async () => {
    expect(await playground.command('ada', '#ops', '/recon help')).toMatchObject({ ok: true })
    await playground.nextMessage(({ text }) => text.includes('how to use /recon'))
    expect(slack.acks.summary()).toMatchObject({ late: 0 })
    expect(slack.acks.summary().count).toBeGreaterThan(0)
  })

  test('T53: a wrong signature is 401', async () => {
    const body = helpCommand()
    const answer = await post(body, { 'content-type': FORM, ...signed(body, { secret: 'not it' }) })
    expect(answer.status).toBe(401)
    expect(lines.map(({ facts }) => facts)).toEqual([
      { status: 401, reason: 'its signature is not that of SLACK_SIGNING_SECRET' },
    ])
  })

  test('T53: a signature of another body is 401', async () => {
    const answer = await post(helpCommand(), { 'content-type': FORM, ...signed('text=other') })
    expect(answer.status).toBe(401)
  })

  test.each([
    ['stale', -301, 401],
    ['almost stale', -290, 200],
    ['early, which Bolt alone takes,', 310, 401],
    ['a little early', 290, 200],
  ])('T53: a request that is %s (%i s) is %i', async (_, skewSeconds, status) => {
    const body = `${helpCommand()}&once=${skewSeconds}`
    const answer = await post(body, { 'content-type': FORM, ...signed(body, { skewSeconds }) })
    expect(answer.status).toBe(status)
  })

  test.each(['x-slack-signature', 'x-slack-request-timestamp'])('T53: without %s it is 401', async (name) => {
    const body = helpCommand()
    const { [name]: _, ...headers } = signed(body)
    expect((await post(body, { 'content-type': FORM, ...headers })).status).toBe(401)
  })

  test('T53: a time that is no number is 401', async () => {
    const body = helpCommand()
    const headers = { ...signed(body), 'x-slack-request-timestamp': 'NaN' }
    expect((await post(body, { 'content-type': FORM, ...headers })).status).toBe(401)
  })

  test('T53: a body that is sent again with its signature is answered, and not done again', async () => {
    const before = slack.acks.summary().count
    const body = `${helpCommand()}&once=replay`
    const headers = { 'content-type': FORM, ...signed(body) }
    expect((await post(body, headers)).status).toBe(200)
    expect((await post(body, headers)).status).toBe(200)
    expect(slack.acks.summary().count).toBe(before + 1)
    expect(lines.filter(({ message }) => /came again/.test(message))).toHaveLength(1)
  })

  test('T53: the address is verified with the challenge, and only where the request is signed', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 'x' })
    const answer = await post(body, { 'content-type': JSON_TYPE, ...signed(body) })
    expect(await answer.json()).toEqual({ challenge: 'abc' })
    expect((await post(body, { 'content-type': JSON_TYPE })).status).toBe(401)
  })

  test('T53: a check of the certificate is answered, and whatever else it says is not done', async () => {
    const before = slack.acks.summary().count
    expect((await post(`${helpCommand()}&ssl_check=1`, { 'content-type': FORM })).status).toBe(200)
    expect(slack.acks.summary().count).toBe(before)
  })

  test('T53: a body of more than 4 MB is 413, one that is no JSON 400', async () => {
    const long = `text=${'x'.repeat(4 * 2 ** 20)}`
    expect((await post(long, { 'content-type': FORM, ...signed(long) })).status).toBe(413)
    expect((await post('{', { 'content-type': JSON_TYPE, ...signed('{') })).status).toBe(400)
  })
})

describe('T53: events in HTTP mode', () => {
  const opened = (id: string) =>
    JSON.stringify({
      type: 'event_callback',
      team_id: 'T1',
      event_id: id,
      event: { type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home', event_ts: '1.1' },
    })

  async function openReceiving(listen: () => Promise<void>) {
    const { receiver, handle } = openReceiver({
      environment: environment(),
      clientOptions: {},
      acks: new AckTimes(new Date()),
      log,
      drainMs: 10_000,
    })
    const app = new App({ receiver, authorize: async () => ({ botId: 'B1' }), convoStore: false })
    app.error(async (error) => {
      throw error
    })
    app.event('app_home_opened', listen)
    await receiver.start()
    const send = async (id: string, retry: Record<string, string> = {}) => {
      const body = opened(id)
      const headers = { 'content-type': JSON_TYPE, ...signed(body, { skewSeconds: -send.sent++ }), ...retry }
      const request = new Request('http://localhost/', { method: 'POST', body, headers })
      return (await handle!(request)).status
    }
    send.sent = 0
    return { send, stop: async () => void (await receiver.stop()) }
  }

  test('T53: an event that Slack sends again is done once', async () => {
    let done = 0
    const { send, stop } = await openReceiving(async () => void done++)
    const retry = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' }
    expect([await send('Ev1'), await send('Ev1', retry), await send('Ev2')]).toEqual([200, 200, 200])
    await stop()
    expect(done).toBe(2)
  })

  test('stops only when the listeners at work are done, and takes nothing more', async () => {
    let finish = () => {}
    const gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    let done = 0
    const { send, stop } = await openReceiving(async () => {
      await gate
      done++
    })
    expect(await send('Ev3')).toBe(200)
    const stopped = stop()
    expect(await send('Ev4')).toBe(503)
    finish()
    await stopped
    expect(done).toBe(1)
  })
})
