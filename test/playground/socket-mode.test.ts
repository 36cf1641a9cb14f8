import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Playground } from '../../src/playground/playground.ts'
import type { TranscriptEntry } from '../../src/playground/workspace/transcript.ts'
import { clientFor, openFrozenPlayground, refusalOf } from './playground-and-app.ts'
import { connectRaw } from './raw-socket.ts'

const FIVE_HOURS = 18_060

let playground: Playground

beforeEach(async () => {
  playground = await openFrozenPlayground()
})
afterEach(() => playground.close())

const help = () => playground.command('ada', '#finance', '/recon help')

/** What went over the wire, without what people did not ask about. */
function entries<Kind extends TranscriptEntry['kind']>(kind: Kind) {
  return playground.transcript().filter((entry) => entry.kind === kind) as Extract<
    TranscriptEntry,
    { kind: Kind }
  >[]
}

describe('hello', () => {
  it('says how many connections there are and how long this one lasts', async () => {
    const first = await connectRaw(playground)
    const second = await connectRaw(playground)
    expect(await first.next()).toMatchObject({ type: 'hello', num_connections: 1 })
    expect(await second.next()).toMatchObject({
      type: 'hello',
      num_connections: 2,
      connection_info: { app_id: expect.stringMatching(/^A/) },
      debug_info: { host: expect.any(String), approximate_connection_time: FIVE_HOURS },
    })
  })

  it('promises six minutes to a client that asks for short connections', async () => {
    const line = await connectRaw(playground, '&debug_reconnects=true')
    const { debug_info } = await line.next()
    expect(debug_info).toMatchObject({ approximate_connection_time: 360 })
    playground.advanceClock(349_000)
    expect(line.messages).toHaveLength(1)
    playground.advanceClock(1_000)
    expect(await line.next()).toMatchObject({ type: 'disconnect', reason: 'warning' })
  })
})

describe('addresses', () => {
  it('are let in once, and only for 30 seconds', async () => {
    const open = clientFor(playground, playground.appToken).apps.connections
    const { url } = await open.open({})
    expect(await knock(url!)).toBe('open')
    expect(await knock(url!)).toBe('refused')
    const old = await open.open({})
    playground.advanceClock(30_001)
    expect(await knock(old.url!)).toBe('refused')
    expect(await knock(url!.replace(/ticket=[^&]+/, 'ticket=made-up'))).toBe('refused')
  })

  it('are not given to a bot token, nor where Socket Mode is off', async () => {
    const asBot = clientFor(playground).apps.connections.open({})
    expect(await refusalOf(asBot)).toBe('not_allowed_token_type')
    playground.disconnect('link_disabled')
    const open = () => clientFor(playground, playground.appToken).apps.connections.open({})
    expect(await refusalOf(open())).toBe('socket_mode_not_enabled')
    playground.enableSocketMode()
    expect(await refusalOf(open())).toBe('accepted')
  })
})

describe('envelopes', () => {
  it('each goes to exactly one of several connections', async () => {
    const lines = [await connectRaw(playground), await connectRaw(playground), await connectRaw(playground)]
    for (const line of lines) {
      expect(await line.next()).toMatchObject({ type: 'hello' })
      line.socket.on('message', (data) => line.ack(JSON.parse(String(data)).envelope_id))
    }
    for (let index = 0; index < 6; index += 1) expect(await help()).toMatchObject({ ok: true })
    const got = lines.map(({ messages }) => messages.slice(1).map(({ envelope_id }) => envelope_id))
    expect(got.map((ids) => ids.length)).toEqual([2, 2, 2])
    expect(new Set(got.flat()).size).toBe(6)
    expect(entries('envelope').map(({ connection }) => connection)).toEqual([1, 2, 3, 1, 2, 3])
  })

  it('say whether the acknowledgement may answer: commands and clicks yes, events no', async () => {
    const line = await connectRaw(playground)
    await line.next()
    void help()
    const command = await line.next()
    expect(command).toMatchObject({ type: 'slash_commands', accepts_response_payload: true })
    expect(command).not.toHaveProperty('retry_attempt')
    line.ack(command.envelope_id)
    void playground.openHome('ada')
    const event = await line.next()
    expect(event).toMatchObject({
      type: 'events_api',
      accepts_response_payload: false,
      retry_attempt: 0,
      retry_reason: '',
    })
    line.ack(event.envelope_id)
  })
})

describe('acknowledgements', () => {
  it('have three seconds; then the person is told, and nothing is sent again', async () => {
    const line = await connectRaw(playground)
    await line.next()
    const inTime = help()
    const first = await line.next()
    playground.advanceClock(2_999)
    line.ack(first.envelope_id)
    expect(await inTime).toMatchObject({ ok: true })

    const missed = help()
    const second = await line.next()
    playground.advanceClock(3_000)
    const sentence = '`/recon` failed because the app did not respond.'
    expect(await missed).toMatchObject({ ok: false, problem: sentence })
    expect(playground.messages('#finance').at(-1)).toMatchObject({ author: 'USLACKBOT', text: sentence })
    expect(entries('missed')).toMatchObject([{ reason: 'timeout' }])
    playground.advanceClock(10 * 60_000)
    line.ack(second.envelope_id)
    await seen('ack', 2)
    expect(entries('ack').map(({ verdict }) => verdict)).toEqual(['in-time', 'late'])
    expect(entries('envelope')).toHaveLength(2)
  })

  it('count once, and for envelopes that there were', async () => {
    const line = await connectRaw(playground)
    await line.next()
    const sent = help()
    const { envelope_id } = await line.next()
    line.ack('made-up')
    line.ack(envelope_id, { text: 'first' })
    line.ack(envelope_id, { text: 'second' })
    line.socket.send('{}')
    line.socket.send('no JSON')
    await sent
    await seen('ack', 3)
    expect(entries('ack').map(({ verdict }) => verdict)).toEqual(['unknown', 'in-time', 'again'])
    expect(playground.messages('#finance').map(({ text }) => text)).toEqual(['first'])
  })

  it('count over another connection of the app, while that is open', async () => {
    const first = await connectRaw(playground)
    const second = await connectRaw(playground)
    await first.next()
    const sent = help()
    const { envelope_id } = await first.next()
    first.socket.terminate()
    second.ack(envelope_id)
    expect(await sent).toMatchObject({ ok: true })
  })

  it('do not count over a connection that Slack has just closed', async () => {
    const line = await connectRaw(playground)
    await line.next()
    const sent = help()
    const { envelope_id } = await line.next()
    playground.disconnect('link_disabled')
    // The close frame is on its way; this end does not know it yet.
    line.ack(envelope_id)
    await seen('ack', 1)
    expect(entries('ack')).toMatchObject([{ verdict: 'closed' }])
    playground.advanceClock(3_000)
    expect(await sent).toMatchObject({ problem: '`/recon` failed because the app did not respond.' })
  })
})

async function knock(url: string): Promise<'open' | 'refused'> {
  const socket = new WebSocket(url)
  return await new Promise((resolve) => {
    socket.on('open', () => resolve('open'))
    socket.on('error', () => resolve('refused'))
  })
}

/** Waits until so many entries of a kind are there. */
async function seen(kind: TranscriptEntry['kind'], count: number): Promise<void> {
  await expect.poll(() => entries(kind).length, { interval: 1 }).toBe(count)
}
