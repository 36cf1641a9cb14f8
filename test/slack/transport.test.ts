import { randomUUID } from 'node:crypto'
import { App, type Receiver } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Context } from '../../src/operations/context.ts'
import type { Playground } from '../../src/playground/playground.ts'
import { startPlayground } from '../../src/playground/start-playground.ts'
import { AckTimes } from '../../src/slack/ack-times.ts'
import { openDelivery } from '../../src/slack/deliver.ts'
import { openLink } from '../../src/slack/open-link.ts'
import { openSlack, type Slack } from '../../src/slack/open-slack.ts'
import { slackLogger } from '../../src/slack/slack-logger.ts'
import { openTaker } from '../../src/slack/take-envelope.ts'
import { WorkInHand } from '../../src/slack/work-in-hand.ts'
import { askControl } from '../playground/ask-control.ts'
import { collectingLog, environmentOf, type LogLine } from './open-bot.ts'

const lines: LogLine[] = []
const log = collectingLog(lines)
let playground: Playground
let slack: Slack

/** Nothing that needs the tracker is asked. */
beforeAll(async () => {
  playground = await startPlayground({ port: 0, log, channels: ['#ops', '#quiet'] })
  const settings = { sources: {}, reconciliations: [] }
  const context = { log, newId: randomUUID, now: () => new Date(), settings } as unknown as Context
  slack = await openSlack({ environment: environmentOf(playground), context, log })
  await slack.start()
})
afterEach(() => {
  playground.failCalls(null)
  lines.length = 0
})
afterAll(async () => {
  await slack.stop()
  await playground.close()
})

const connected = (count: number) =>
  expect.poll(() => playground.connections(), { timeout: 15_000 }).toBe(count)
const answers = () =>
  playground.messages('#ops').filter(({ text }) => text.includes('how to use /recon')).length

test('T49: while Slack renews one connection, the other takes every command, and none is lost', async () => {
  await connected(2)
  const before = answers()
  for (const renewed of [0, 1]) {
    const { body } = await askControl(playground, 'GET /connections')
    const { connections } = body as { connections: { number: number }[] }
    playground.disconnect('refresh_requested', connections[renewed]!.number)
    const taken = await Promise.all(
      Array.from({ length: 20 }, () => playground.command('ada', '#ops', '/recon help')),
    )
    expect(taken.filter(({ ok }) => !ok)).toEqual([])
    await connected(2)
  }
  await expect.poll(answers, { timeout: 15_000 }).toBe(before + 40)
  expect(playground.transcript().filter(({ kind }) => kind === 'missed')).toEqual([])
})

test('T50: a connection that Slack does not greet is given up in time', async () => {
  await askControl(playground, 'POST /connections', { body: { do: 'withhold_hello' } })
  const link = openLink({
    appToken: playground.appToken,
    clientOptions: { slackApiUrl: playground.apiUrl },
    logger: slackLogger(log),
    receive: () => {},
    helloTimeoutMs: 50,
  })
  await expect(link).rejects.toThrow('no hello from Slack in time')
  await connected(2)
})

test('T51: an acknowledgement over a socket that has closed is logged, and the work is done once', async () => {
  let done = 0
  const receiver = { init() {}, start: async () => {}, stop: async () => {} } as unknown as Receiver
  const app = new App({ receiver, authorize: async () => ({ botId: 'B1' }), convoStore: false })
  app.command('/recon', async ({ ack }) => {
    await ack()
    await ack()
    done++
  })
  const acks = new AckTimes(new Date())
  const take = openTaker({ acks, log })
  await take(app, {
    body: { command: '/recon', text: '', user_id: 'U1', team_id: 'T1', channel_id: 'C1' },
    ack: async () => {
      throw new Error('the socket is closed')
    },
  })
  expect(done).toBe(1)
  expect(lines).toMatchObject([{ level: 'warn', message: 'an acknowledgement did not reach Slack' }])
  expect(acks.summary().count).toBe(1)
})

test('T52: work that does not end in time is counted, and no timer stays behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length
  const before = timers()
  const work = new WorkInHand()
  let finish = () => {}
  for (let each = 0; each < 20; each++)
    work.add(
      new Promise<void>((resolve) => {
        finish = resolve
      }),
    )
  expect(await work.drain(10)).toBe(20)
  finish()
  expect(await work.drain(10)).toBe(19)
  const done = new WorkInHand()
  done.add(Promise.resolve())
  expect(await done.drain(3_600_000)).toBe(0)
  expect(timers()).toBe(before)
})

test('T56: a call that Slack never answers ends in time as one that may have arrived, and holds up no other', async () => {
  let answer = () => {}
  const until = new Promise<void>((resolve) => {
    answer = resolve
  })
  playground.failCalls((method, { text }) =>
    method === 'chat.postMessage' && text === 'held' ? { kind: 'hold', until } : null,
  )
  const client = new WebClient(playground.botToken, {
    slackApiUrl: playground.apiUrl,
    timeout: 200,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: slackLogger(log),
  })
  const deliver = openDelivery(client)
  const post = (text: string, channel: string) =>
    deliver.post({ channel, tag: text, message: { text, blocks: [] } })
  const [held, other] = await Promise.all([post('held', '#ops'), post('other', '#quiet')])
  expect(held).toMatchObject({ ok: false, mayHaveArrived: true })
  expect(other).toMatchObject({ ok: true })
  expect(await post('next', '#ops')).toMatchObject({ ok: true })
  answer()
})
