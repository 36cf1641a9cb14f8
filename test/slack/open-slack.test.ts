import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../src/operations/context.ts'
import { startPlayground } from '../../src/playground/start-playground.ts'
import { SCOPES } from '../../src/slack/introduce-bot.ts'
import { openSlack } from '../../src/slack/open-slack.ts'
import { closedUrl } from './closed-url.ts'
import { type Bot, collectingLog, environmentOf, type LogLine, openBot } from './open-bot.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const log = collectingLog([])
/** Nothing of it is touched before somebody does something. */
const context = { log } as Context

async function openPlayground(options: { scopes?: string[]; lines?: LogLine[] } = {}) {
  const { lines, ...rest } = options
  const playground = await startPlayground({ port: 0, log: collectingLog(lines ?? []), ...rest })
  closers.push(() => playground.close())
  return playground
}

describe('opening Slack', () => {
  test('without a way in names both of them, and says where to get one', async () => {
    const environment = { slackBotToken: 'xoxb-1', slackAppToken: null, slackApiUrl: 'http://127.0.0.1:1/' }
    const failure = openSlack({ environment, context, log })
    await expect(failure).rejects.toMatchObject({ code: 'slack-token' })
    await expect(failure).rejects.toThrow(
      /^Slack has no way in: set SLACK_APP_TOKEN for Socket Mode .* or SLACK_SIGNING_SECRET for HTTP mode /,
    )
  })

  test('without SLACK_BOT_TOKEN names it and says where to get one', async () => {
    const environment = { slackBotToken: null, slackAppToken: 'xapp-1', slackApiUrl: 'http://127.0.0.1:1/' }
    const failure = openSlack({ environment, context, log })
    await expect(failure).rejects.toMatchObject({ code: 'slack-token' })
    await expect(failure).rejects.toThrow(/^SLACK_BOT_TOKEN is not set: .*https:\/\/api\.slack\.com\/apps/)
  })

  test('T55: with a wrong bot token says what Slack said, in one line without the token', async () => {
    const playground = await openPlayground()
    const environment = { ...environmentOf(playground), slackBotToken: 'xoxb-wrong' }
    const failure = openSlack({ environment, context, log })
    await expect(failure).rejects.toMatchObject({ code: 'slack-token' })
    await expect(failure).rejects.toThrow(
      /^Slack refused SLACK_BOT_TOKEN \(invalid_auth\): it begins with xoxb- [^\n]*$/,
    )
    await expect(failure).rejects.not.toThrow(/xoxb-wrong/)
  })

  test('T50: with a wrong app token says so when it starts', async () => {
    const playground = await openPlayground()
    const environment = { ...environmentOf(playground), slackAppToken: 'xapp-wrong' }
    const slack = await openSlack({ environment, context, log })
    await expect(slack.start()).rejects.toThrow(/^Slack refused SLACK_APP_TOKEN \(invalid_auth\)/)
    await slack.stop()
  })

  test('where nobody listens says that Slack cannot be reached, and where', async () => {
    const slackApiUrl = await closedUrl()
    const environment = { slackBotToken: 'xoxb-1', slackAppToken: 'xapp-1', slackApiUrl }
    const failure = openSlack({ environment, context, log })
    await expect(failure).rejects.toMatchObject({ code: 'slack-unreachable' })
    await expect(failure).rejects.toThrow(`Slack could not be reached at ${slackApiUrl} (ECONNREFUSED)`)
  })

  test('at an address with a password does not print it', async () => {
    const slackApiUrl = 'http://user:secret@127.0.0.1:9/api/'
    const environment = { slackBotToken: 'xoxb-1', slackAppToken: 'xapp-1', slackApiUrl }
    const failure = openSlack({ environment, context, log })
    await expect(failure).rejects.toMatchObject({ code: 'config-invalid' })
    await expect(failure).rejects.not.toThrow(/secret/)
  })

  test('where something else answers says that Slack cannot be reached', async () => {
    const server = createServer((_, response) =>
      response.writeHead(404).end('<html>not Slack</html>'),
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(async () => server.close())
    const slackApiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`
    const failure = openSlack({
      environment: { slackBotToken: 'xoxb-1', slackAppToken: 'xapp-1', slackApiUrl },
      context,
      log,
    })
    await expect(failure).rejects.toMatchObject({ code: 'slack-unreachable' })
    await expect(failure).rejects.toThrow(/HTTP status 404/)
  })

  test('T54: with a scope missing names it in the log', async () => {
    const playground = await openPlayground({ scopes: SCOPES.filter((scope) => scope !== 'chat:write') })
    const lines: LogLine[] = []
    await openSlack({ environment: environmentOf(playground), context, log: collectingLog(lines) })
    expect(lines.find(({ level }) => level === 'warn')?.message).toContain('lacks chat:write:')
  })
})

describe('a running bot', () => {
  let bot: Bot
  let ada: string

  beforeAll(async () => {
    bot = await openBot()
    ada = bot.playground.people[0]!.id
    bot.crm.rows = [{ id: '1', balance: '98765.43', email: 'secret@x.org', plan: 'p' }]
    bot.billing.rows = [{ id: '1', balance: '2', email: 'a', plan: 'p' }]
  })
  afterAll(async () => await bot.close())

  test('keeps two connections, and comes back at once when Slack renews them', async () => {
    await connected(bot, 2)
    bot.playground.disconnect('refresh_requested')
    await connected(bot, 2)
    expect(await bot.playground.command(ada, '#quiet', '/recon help')).toMatchObject({ ok: true })
  })

  test('T22: a button of an older release is acknowledged, and answered in words', async () => {
    const old = {
      type: 'button',
      text: { type: 'plain_text', text: 'Snooze' },
      action_id: 'discrepancy.snooze_v0',
      value: '1',
    }
    const posted = await bot.slack.client.chat.postMessage({
      channel: '#ops',
      text: 'old',
      blocks: [{ type: 'actions', elements: [old] }] as never,
    })
    const click = { user: ada, channel: posted.channel!, ts: posted.ts!, actionId: 'discrepancy.snooze_v0' }
    expect(await bot.playground.click(click)).toMatchObject({ ok: true })
    await bot.playground.nextMessage(({ onlyFor, text }) => onlyFor === ada && text.includes('older version'))
  })

  test('T21: a button that leads to an address is acknowledged, and nothing is said', async () => {
    const link = {
      type: 'button',
      text: { type: 'plain_text', text: 'Open' },
      action_id: 'open',
      url: 'https://x.example',
    }
    const posted = await bot.slack.client.chat.postMessage({
      channel: '#ops',
      text: 'link',
      blocks: [{ type: 'actions', elements: [link] }] as never,
    })
    const said = bot.playground.messages('#ops').length
    const click = { user: ada, channel: posted.channel!, ts: posted.ts!, actionId: 'open' }
    expect(await bot.playground.click(click)).toMatchObject({ ok: true })
    await expect.poll(() => bot.slack.inFlight()).toBe(0)
    expect(bot.playground.messages('#ops')).toHaveLength(said)
  })

  test.each(['discrepancy.acknowledge', 'discrepancy.resolve', 'discrepancy.escalate'])(
    'refuses %s with a value that somebody made up',
    async (actionId) => {
      const button = {
        type: 'button',
        text: { type: 'plain_text', text: 'x' },
        action_id: actionId,
        value: '1; drop table',
      }
      const posted = await bot.slack.client.chat.postMessage({
        channel: '#ops',
        text: 'odd',
        blocks: [{ type: 'actions', elements: [button] }] as never,
      })
      await bot.playground.click({ user: ada, channel: posted.channel!, ts: posted.ts!, actionId })
      await bot.playground.nextMessage(
        ({ onlyFor, text }) => onlyFor === ada && text.includes('names no discrepancy'),
      )
    },
  )

  test('logs neither tokens nor values of records', async () => {
    await bot.playground.command(ada, '#quiet', '/recon run customers')
    await bot.playground.nextMessage(({ text }) => text.includes('matched record'))
    const logged = JSON.stringify(bot.log)
    expect(logged).toContain('run completed')
    expect(logged).not.toMatch(/98765|secret@|xoxb-|xapp-/)
  })

  test('T52: stops only when the twenty listeners at work are done, and answers them all', async () => {
    let open = () => {}
    bot.billing.gate = new Promise((resolve) => {
      open = resolve
    })
    const told = () =>
      bot.playground.messages('#quiet').filter(({ text }) => text.includes('matched record')).length
    const before = told()
    for (let each = 0; each < 20; each++) await bot.playground.command(ada, '#quiet', '/recon run customers')
    expect(bot.slack.inFlight()).toBe(20)
    const stopped = bot.slack.stop()
    open()
    await stopped
    expect(bot.slack.inFlight()).toBe(0)
    expect(told()).toBe(before + 20)
    await connected(bot, 0)
  })
})

async function connected(bot: Bot, count: number): Promise<void> {
  await expect.poll(() => bot.playground.connections(), { timeout: 15_000 }).toBe(count)
}
