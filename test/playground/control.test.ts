import type { App } from '@slack/bolt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { askControl } from './ask-control.ts'
import { clientFor, openApp, openPlayground, refusalOf } from './playground-and-app.ts'
import { connectRaw } from './raw-socket.ts'

let playground: Playground
const ask = (asked: string, body?: unknown) => askControl(playground, asked, { body })

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

describe('who may ask', () => {
  it('nobody from a page of another site, whatever is asked', async () => {
    const elsewhere = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of elsewhere) {
      expect((await askControl(playground, 'GET /transcript', { headers })).status).toBe(403)
      expect(
        (await askControl(playground, 'POST /clock', { body: { advanceSeconds: 1 }, headers })).status,
      ).toBe(403)
    }
    const own = { origin: new URL(playground.url).origin, 'sec-fetch-site': 'same-origin' }
    expect((await askControl(playground, 'GET /clock', { headers: own })).status).toBe(200)
  })

  it('nobody by another name for this computer, nor without saying JSON', async () => {
    const { hostname, port } = new URL(playground.url)
    const status = await new Promise((resolve) => {
      import('node:http').then(({ get }) =>
        get({ hostname, port, path: '/control', headers: { host: 'evil.example' } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        }),
      )
    })
    expect(status).toBe(403)
    const body = JSON.stringify({ advanceSeconds: 1 })
    const asText = await fetch(`${playground.url}control/clock`, { method: 'POST', body })
    expect(asText.status).toBe(400)
  })

  it('learns what there is to ask, and what was wrong with the question', async () => {
    const { body } = await ask('GET ')
    expect(body.routes).toContainEqual({
      method: 'POST',
      path: '/control/faults',
      does: expect.stringContaining('fault'),
    })
    expect(await ask('GET /nothing')).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('GET /control') },
    })
    expect(await ask('POST /faults', { kind: 'explode' })).toMatchObject({ status: 400 })
    expect(await ask('POST /faults', { kind: 'limit', retryAfterSeconds: -1 })).toEqual({
      status: 400,
      body: { error: expect.stringContaining('retryAfterSeconds') },
    })
    expect(await ask('POST /people/nobody/say', { channel: 'finance', text: 'Hi' })).toEqual({
      status: 404,
      body: { error: expect.stringContaining('ada, grace, katherine') },
    })
    const nowhere = { channel: 'nowhere', text: 'Hi' }
    for (const [asked, body] of [
      ['POST /channels/nowhere', {}],
      ['POST /people/ada/say', nowhere],
      ['POST /people/ada/command', nowhere],
    ] as const) {
      expect((await ask(asked, body)).body.error).toContain('data-quality, finance')
    }
    expect(await ask('GET /transcript?since=yesterday')).toMatchObject({ status: 400 })
  })
})

describe('channels and messages', () => {
  const post = (channel: string) => refusalOf(clientFor(playground).chat.postMessage({ channel, text: 'Hi' }))

  it('a channel is archived and opened again', async () => {
    expect(await ask('POST /channels/finance', { archived: true })).toMatchObject({
      body: { name: 'finance', archived: true },
    })
    expect(await post('#finance')).toBe('is_archived')
    await ask('POST /channels/finance', { archived: false })
    expect(await post('#finance')).toBe('accepted')
  })

  it('the bot leaves a channel and people join one', async () => {
    const [ada] = playground.people
    const { body } = await ask('POST /channels/finance', { bot: false, leave: ['ada'] })
    expect(body.members).not.toContain(ada!.id)
    const { body: again } = await ask('POST /channels/finance', { bot: true, join: ['ada'] })
    expect(again.members).toContain(ada!.id)
    const { channels } = (await ask('GET /channels')).body as { channels: { name: string }[] }
    expect(channels.map(({ name }) => name)).toEqual(expect.arrayContaining(['data-quality', 'finance']))
  })

  it('a message is taken away', async () => {
    const { ts } = await clientFor(playground).chat.postMessage({ channel: '#finance', text: 'gone soon' })
    const path = `/channels/finance/messages/${ts}`
    expect((await ask(`DELETE ${path}`)).status).toBe(200)
    expect((await ask(`DELETE ${path}`)).status).toBe(404)
    const { messages } = (await ask('GET /channels/finance/messages')).body as {
      messages: { text: string }[]
    }
    expect(messages.map(({ text }) => text)).not.toContain('gone soon')
  })
})

describe('people', () => {
  let app: App
  const modal = {
    type: 'modal',
    callback_id: 'why',
    title: { type: 'plain_text', text: 'Why' },
    submit: { type: 'plain_text', text: 'Send' },
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Reason' },
        element: { type: 'plain_text_input', action_id: 'text' },
      },
    ],
  }

  beforeAll(async () => {
    app = await openApp(playground, (bolt) => {
      bolt.command('/recon', async ({ ack, command }) => await ack(`You said ${command.text}`))
      bolt.options('find', async ({ ack, options }) => {
        await ack({ options: [{ text: { type: 'plain_text', text: `For ${options.value}` }, value: 'f1' }] })
      })
      bolt.action('find', async ({ ack, action, respond }) => {
        await ack()
        const chosen = 'selected_option' in action ? action.selected_option?.text.text : null
        await respond({ text: `Chosen: ${chosen}` })
      })
      bolt.action('ask', async ({ ack, body, client }) => {
        await ack()
        await client.views.open({
          trigger_id: (body as { trigger_id: string }).trigger_id,
          view: modal as never,
        })
      })
      bolt.view('why', async ({ ack, view, client, body }) => {
        await ack()
        const text = view.state.values.reason?.text?.value ?? ''
        await client.chat.postMessage({ channel: body.user.id, text: `Because ${text}` })
      })
      bolt.event('app_home_opened', async ({ event, client }) => {
        const view = { type: 'home', blocks: [{ type: 'divider' }] }
        await client.views.publish({ user_id: event.user, view: view as never })
      })
    })
  })
  afterAll(() => app.stop())

  it('type a command', async () => {
    const body = { channel: 'finance', text: '/recon help' }
    expect(await ask('POST /people/ada/command', body)).toMatchObject({ status: 200, body: { ok: true } })
    await playground.nextMessage((each) => each.text === 'You said help')
    const wrong = await ask('POST /people/ada/command', { channel: 'finance', text: '/nothing' })
    expect(wrong.body).toMatchObject({ ok: false, problem: '/nothing is not a valid command.' })
  })

  it('press a button, fill in a modal and send it', async () => {
    const button = { type: 'button', action_id: 'ask', text: { type: 'plain_text', text: 'Ask' } }
    const { ts } = await clientFor(playground).chat.postMessage({
      channel: '#finance',
      text: 'Card',
      blocks: [{ type: 'actions', elements: [button] }] as never,
    })
    const used = { channel: 'finance', ts, actionId: 'ask' }
    expect((await ask('POST /people/grace/click', used)).body).toMatchObject({ ok: true })
    await playground.nextView('grace')
    expect((await ask('GET /people/grace')).body).toMatchObject({ views: [{ callback_id: 'why' }] })
    const empty = await ask('POST /people/grace/submit', { values: {} })
    expect(empty.body).toMatchObject({ ok: false, errors: { reason: expect.any(String) } })
    const sent = await ask('POST /people/grace/submit', { values: { reason: { text: 'rounding' } } })
    expect(sent.body).toMatchObject({ ok: true })
    await playground.nextMessage((each) => each.text === 'Because rounding')
    await ask('POST /people/grace/click', used)
    await playground.nextView('grace')
    await ask('POST /people/grace/close')
    expect((await ask('GET /people/grace')).body.views).toEqual([])
  })

  it('search in a select and choose what was found', async () => {
    const find = {
      type: 'external_select',
      action_id: 'find',
      placeholder: { type: 'plain_text', text: 'Find' },
    }
    const { ts } = await clientFor(playground).chat.postMessage({
      channel: '#finance',
      text: 'Find',
      blocks: [{ type: 'actions', block_id: 'row', elements: [find] }] as never,
    })
    const used = { channel: 'finance', ts, blockId: 'row', actionId: 'find' }
    const { body } = await ask('POST /people/ada/search', { ...used, value: '10 %' })
    expect(body).toMatchObject({ ok: true, options: [{ text: { text: 'For 10 %' }, value: 'f1' }] })
    expect((await ask('POST /people/ada/click', { ...used, value: 'f1' })).body).toMatchObject({ ok: true })
    await playground.nextMessage((each) => each.text === 'Chosen: For 10 %')
  })

  it('open the Home tab', async () => {
    await ask('POST /people/katherine/home', {})
    await expect.poll(() => playground.home('katherine'), { interval: 1 }).toMatchObject({ type: 'home' })
    const { people } = (await ask('GET /people')).body as { people: { name: string }[] }
    expect(people.map(({ name }) => name)).toEqual(['ada', 'grace', 'katherine'])
  })
})

describe('connections', () => {
  let other: Playground

  beforeAll(async () => {
    other = playground
    playground = await openPlayground()
  })
  afterAll(async () => {
    await playground.close()
    playground = other
  })

  it('are listed, warned, cut, left without a hello, disabled and enabled', async () => {
    await ask('POST /connections', { do: 'withhold_hello' })
    const silent = await connectRaw(playground)
    const line = await connectRaw(playground)
    expect(await line.next()).toMatchObject({ type: 'hello', num_connections: 2 })
    expect(silent.messages).toEqual([])
    expect((await ask('GET /connections')).body).toMatchObject({
      enabled: true,
      connections: [
        { number: 1, state: 'ready' },
        { number: 2, state: 'ready' },
      ],
    })
    await ask('POST /connections', { do: 'warning', connection: 2 })
    expect(await line.next()).toMatchObject({ reason: 'warning' })
    expect((await ask('GET /connections')).body).toMatchObject({
      connections: [{ state: 'ready' }, { state: 'warned' }],
    })
    await ask('POST /connections', { do: 'cut' })
    expect(await line.closed).toBe(1006)
    expect((await ask('POST /connections', { do: 'link_disabled' })).body).toMatchObject({
      enabled: false,
    })
    await expect(connectRaw(playground)).rejects.toThrow('socket_mode_not_enabled')
    await ask('POST /connections', { do: 'link_enabled' })
    expect(await (await connectRaw(playground)).next()).toMatchObject({ type: 'hello' })
  })

  it('have no request URL to try in Socket Mode', async () => {
    for (const path of ['/http/verify', '/http/replay', '/http/spoil']) {
      expect(await ask(`POST ${path}`, {})).toMatchObject({
        status: 409,
        body: { error: expect.stringContaining('Socket Mode') },
      })
    }
  })
})
