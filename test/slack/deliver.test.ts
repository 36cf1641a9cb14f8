import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebClient } from '@slack/web-api'
import { afterEach, describe, expect, test } from 'vitest'
import { type PlaygroundOptions, startPlayground } from '../../src/playground/start-playground.ts'
import { openDelivery } from '../../src/slack/deliver.ts'
import { closedUrl } from './closed-url.ts'
import { collectingLog } from './open-bot.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const message = {
  text: 'one',
  blocks: [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'one' } }],
}

function deliveryTo(slackApiUrl: string, token = 'xoxb-playground-bot') {
  const options = { slackApiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 1_000 }
  const quiet = {
    debug() {},
    info() {},
    warn() {},
    error() {},
    setLevel() {},
    getLevel: () => 'error' as never,
    setName() {},
  }
  return openDelivery(new WebClient(token, { ...options, logger: quiet }))
}

async function openPlayground(options: Partial<PlaygroundOptions> = {}) {
  const playground = await startPlayground({
    port: 0,
    log: collectingLog([]),
    channels: ['#ops', '#quiet'],
    ...options,
  })
  closers.push(() => playground.close())
  return { playground, deliver: deliveryTo(playground.apiUrl) }
}

describe('delivery', () => {
  test('posts to a channel by name, and edits by the id and time that came back', async () => {
    const { playground, deliver } = await openPlayground()
    const posted = await deliver.post({ channel: '#ops', message, tag: 'card:1' })
    if (!posted.ok) throw new Error(posted.reason)
    expect(posted.channel).toMatch(/^C/)
    const edited = await deliver.update({ ...posted, message: { ...message, text: 'two' }, tag: 'card:1' })
    expect(edited).toEqual({ ok: true, channel: posted.channel, ts: posted.ts })
    expect(playground.messages('#ops').map(({ text }) => text)).toEqual(['two'])
  })

  test('T48: unfurls nothing, whatever address stands in it, and a permalink that cannot be had holds up nothing', async () => {
    const { playground, deliver } = await openPlayground()
    playground.failCalls((method) =>
      method === 'chat.getPermalink' ? { kind: 'refuse', status: 500 } : null,
    )
    const text = 'see https://crm.example/customers/1042'
    const linked = { text, blocks: [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text } }] }
    const posted = await deliver.post({ channel: '#ops', message: linked, tag: 'card:1' })
    if (!posted.ok) throw new Error(posted.reason)
    await deliver.update({ ...posted, message: { ...linked, text: `${text}!` }, tag: 'card:1' })
    const call = playground
      .transcript()
      .find((entry) => entry.kind === 'call' && entry.method === 'chat.postMessage')
    expect(call).toMatchObject({ arguments: { unfurl_links: 'false', unfurl_media: 'false' } })
    expect(JSON.stringify(playground.messages('#ops'))).not.toContain('from_url')
  })

  test('answers in a thread', async () => {
    const { playground, deliver } = await openPlayground()
    const posted = await deliver.post({ channel: '#ops', message, tag: 'card:1' })
    if (!posted.ok) throw new Error(posted.reason)
    await deliver.post({ channel: posted.channel, message, tag: 'note:1', threadTs: posted.ts })
    expect(playground.messages('#ops').at(-1)?.threadTs).toBe(posted.ts)
  })

  test('to a channel that is not there is refused for good, with the remedy', async () => {
    const { deliver } = await openPlayground()
    const refused = await deliver.post({ channel: '#nowhere', message, tag: 'card:1' })
    expect(refused).toMatchObject({ ok: false, permanent: true })
    expect(!refused.ok && refused.reason).toMatch(/^channel_not_found: .*#nowhere.*\/invite @Counterfoil/)
  })

  test('to an archived channel is refused for good', async () => {
    const { playground, deliver } = await openPlayground()
    playground.archive('#ops')
    const refused = await deliver.post({ channel: '#ops', message, tag: 'card:1' })
    expect(refused).toMatchObject({
      ok: false,
      permanent: true,
      reason: expect.stringMatching(/^is_archived: #ops is archived/),
    })
  })

  test('of an edit says gone when the message is not there', async () => {
    const { deliver } = await openPlayground()
    const posted = await deliver.post({ channel: '#ops', message, tag: 'card:1' })
    if (!posted.ok) throw new Error(posted.reason)
    expect(await deliver.update({ ...posted, ts: '1.000001', message, tag: 'card:1' })).toMatchObject({
      ok: false,
      gone: true,
    })
  })

  test('that is rate limited says when to come again, and holds up no other channel', async () => {
    const { deliver } = await openPlayground({ postRate: { perSecond: 0.1, burst: 1 } })
    await deliver.post({ channel: '#ops', message, tag: 'card:1' })
    const limited = await deliver.post({ channel: '#ops', message, tag: 'card:2' })
    expect(limited).toMatchObject({ ok: false, reason: 'Slack asked us to slow down' })
    expect(!limited.ok && 'retryAfterSeconds' in limited && limited.retryAfterSeconds).toBeGreaterThanOrEqual(
      1,
    )
    expect(limited).not.toHaveProperty('mayHaveArrived')
    expect(await deliver.post({ channel: '#quiet', message, tag: 'card:3' })).toMatchObject({ ok: true })
  })

  test('with a token that Slack does not take any more is tried again later', async () => {
    const { playground } = await openPlayground()
    const refused = await deliveryTo(playground.apiUrl, 'xoxb-revoked').post({
      channel: '#ops',
      message,
      tag: 'card:1',
    })
    expect(refused).toMatchObject({ ok: false, retryAfterSeconds: 300 })
  })

  test('to a server that nobody runs has certainly not arrived', async () => {
    const refused = await deliveryTo(await closedUrl()).post({
      channel: '#ops',
      message,
      tag: 'card:1',
    })
    expect(refused).toMatchObject({
      ok: false,
      retryAfterSeconds: 5,
      reason: expect.stringContaining('could not be reached'),
    })
    expect(refused).not.toHaveProperty('mayHaveArrived')
  })

  test.each([
    ['the connection drops', (server: Server) => server.on('request', (request) => request.socket.destroy())],
    ['no answer comes', (server: Server) => server.on('request', () => {})],
    [
      'a gateway gives up',
      (server: Server) => server.on('request', (_, response) => response.writeHead(504).end()),
    ],
  ])('whose answer gets lost because %s may have arrived', async (_, behave) => {
    const server = createServer()
    behave(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(async () => {
      server.closeAllConnections()
      server.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`
    const lost = await deliveryTo(url).post({ channel: '#ops', message, tag: 'card:1' })
    expect(lost).toMatchObject({ ok: false, retryAfterSeconds: 5, mayHaveArrived: true })
  })
})
