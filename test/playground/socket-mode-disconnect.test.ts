import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SocketModeClient } from '@slack/socket-mode'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { Playground } from '../../src/playground/playground.ts'
import { SocketLine } from '../../src/playground/socket-line.ts'
import { createWorkspace } from '../../src/playground/workspace/create-workspace.ts'
import { openFrozenPlayground } from './playground-and-app.ts'
import { connectRaw, type RawSocket } from './raw-socket.ts'

const LIFE_MS = 18_060_000

let playground: Playground

beforeEach(async () => {
  playground = await openFrozenPlayground()
})
afterEach(() => playground.close())

const help = () => playground.command('ada', '#finance', '/recon help')
const reasons = ({ messages }: RawSocket) => messages.slice(1).map(({ type, reason }) => `${type} ${reason}`)

async function answering(line: RawSocket): Promise<RawSocket> {
  await line.next()
  line.socket.on('message', (data) => line.ack(JSON.parse(String(data)).envelope_id))
  return line
}

describe('a connection whose time is over', () => {
  it('is warned ten seconds before, asked to come again, and closed soon after', async () => {
    const line = await connectRaw(playground)
    await line.next()
    playground.advanceClock(LIFE_MS - 10_001)
    expect(playground.connections()).toBe(1)
    playground.advanceClock(1)
    expect(await line.next()).toEqual({
      type: 'disconnect',
      reason: 'warning',
      debug_info: { host: 'playground' },
    })
    playground.advanceClock(10_000)
    expect(await line.next()).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' })
    expect(line.socket.readyState).toBe(line.socket.OPEN)
    playground.advanceClock(2_000)
    expect(await line.closed).toBe(1000)
  })

  it('still works after the warning, until another one is there', async () => {
    const old = await answering(await connectRaw(playground))
    playground.disconnect('warning')
    expect(await help()).toMatchObject({ ok: true })
    const fresh = await answering(await connectRaw(playground))
    expect(fresh.messages[0]).toMatchObject({ type: 'hello', num_connections: 2 })
    await help()
    await help()
    const commands = ({ messages }: RawSocket) =>
      messages.filter(({ type }) => type === 'slash_commands').length
    expect([commands(old), commands(fresh)]).toEqual([1, 2])
  })
})

describe('disconnect', () => {
  it('refresh_requested: nothing new comes over it, what is under way may be acknowledged', async () => {
    const line = await connectRaw(playground)
    await line.next()
    const underWay = help()
    const { envelope_id } = await line.next()
    playground.disconnect('refresh_requested')
    expect(playground.connections()).toBe(0)
    expect(await help()).toMatchObject({ problem: '`/recon` failed because Counterfoil is not connected.' })
    line.ack(envelope_id)
    expect(await underWay).toMatchObject({ ok: true })
  })

  it('link_disabled: closes at once, and nobody is let in', async () => {
    const line = await connectRaw(playground)
    await line.next()
    playground.disconnect('link_disabled')
    await line.closed
    expect(reasons(line)).toEqual(['disconnect link_disabled'])
    await expect(connectRaw(playground)).rejects.toMatchObject({ data: { error: 'socket_mode_not_enabled' } })
  })

  it('too_many_websockets: the eleventh is sent away without a hello, the ten stay', async () => {
    const ten = await Promise.all(Array.from({ length: 10 }, () => connectRaw(playground)))
    for (const line of ten) await line.next()
    const eleventh = await connectRaw(playground)
    expect(await eleventh.next()).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' })
    await eleventh.closed
    expect(eleventh.messages).toHaveLength(1)
    expect(playground.connections()).toBe(10)
    ten[0]!.socket.close()
    await ten[0]!.closed
    await expect.poll(() => playground.connections(), { interval: 1 }).toBe(9)
    const next = await connectRaw(playground)
    expect(await next.next()).toMatchObject({ type: 'hello', num_connections: 10 })
  })
})

describe('pings', () => {
  it('of the app are answered', async () => {
    const line = await connectRaw(playground)
    const answered = once(line.socket, 'pong')
    line.socket.ping('are you there?')
    expect(String((await answered)[0])).toBe('are you there?')
  })

  it('that the app leaves unanswered three times in a row are the end of its connection', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    const mute = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      autoPong: false,
    })
    const [socket] = (await once(server, 'connection')) as [WebSocket]
    const now = () => new Date()
    const postRate = { perSecond: 1, burst: 1 }
    const workspace = createWorkspace({ title: '', channels: [], postRate, now })
    const line = new SocketLine(workspace, socket, { number: 1, lifetimeSeconds: 360 })
    const closed = once(socket, 'close')
    let pings = 0
    mute.on('ping', () => {
      pings += 1
      if (pings === 2) mute.pong()
    })
    const answered = once(socket, 'pong')
    for (let sent = 1; sent <= 5; sent += 1) {
      line.ping()
      await expect.poll(() => pings, { interval: 1 }).toBe(sent)
      if (sent === 2) await answered
      expect(line.isOpen()).toBe(true)
    }
    line.ping()
    await closed
    server.close()
  })
})

describe('the official client', () => {
  it('loses nothing while one of its two connections is renewed', async () => {
    const clients = [officialClient(), officialClient()] as const
    for (const client of clients) await client.start()
    const gone = new Promise((resolve) => clients[0].once('disconnected', resolve))
    playground.disconnect('refresh_requested', 1)
    for (let index = 0; index < 3; index += 1) expect(await help()).toMatchObject({ ok: true })
    await gone
    await clients[0].start()
    expect(playground.connections()).toBe(2)
    for (let index = 0; index < 2; index += 1) expect(await help()).toMatchObject({ ok: true })
    const went = playground
      .transcript()
      .flatMap((entry) => (entry.kind === 'envelope' ? [entry.connection] : []))
    expect([went.slice(0, 3), went.slice(3).sort()]).toEqual([
      [2, 2, 2],
      [2, 3],
    ])
    for (const client of clients) await client.disconnect()
  })

  it('closes by itself when it is asked to come again', async () => {
    const client = officialClient()
    await client.start()
    const gone = new Promise((resolve) => client.once('disconnected', resolve))
    playground.disconnect('refresh_requested')
    await gone
    await expect.poll(() => playground.connections(), { interval: 1 }).toBe(0)
  })
})

function officialClient(): SocketModeClient {
  const client = new SocketModeClient({
    appToken: playground.appToken,
    autoReconnectEnabled: false,
    clientOptions: { slackApiUrl: playground.apiUrl },
  })
  client.on('slash_commands', ({ ack }) => ack())
  return client
}
