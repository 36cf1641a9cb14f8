import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import type { TranscriptEntry } from '../../src/playground/workspace/transcript.ts'
import { askControl } from './ask-control.ts'
import { type HttpWorld, openHttpWorld, openPlainApp, type PlainAnswer, type PlainApp } from './http-app.ts'
import { clientFor, openFrozenPlayground, refusalOf } from './playground-and-app.ts'

const entries = <Kind extends TranscriptEntry['kind']>(playground: Playground, kind: Kind) =>
  playground.transcript().filter((entry) => entry.kind === kind) as Extract<TranscriptEntry, { kind: Kind }>[]

const blocks = [
  {
    type: 'actions',
    block_id: 'row',
    elements: [
      { type: 'button', action_id: 'ask', value: '42', text: { type: 'plain_text', text: 'Ask' } },
      {
        type: 'external_select',
        action_id: 'find',
        min_query_length: 0,
        placeholder: { type: 'plain_text', text: 'Find' },
      },
    ],
  },
]

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

describe('an unchanged Bolt app with its HTTP receiver', () => {
  let world: HttpWorld
  const homes: string[] = []

  beforeAll(async () => {
    world = await openHttpWorld((app) => {
      app.command('/recon', async ({ ack, respond, command }) => {
        if (command.text === 'at once') return await ack('In the ack, 100 % <b> & more')
        await ack()
        await respond(`Asked: ${command.text}`)
      })
      app.action('ask', async ({ ack, body, client }) => {
        await ack()
        const { trigger_id } = body as { trigger_id: string }
        await client.views.open({ trigger_id, view: modal as never })
      })
      app.view('why', async ({ ack, view }) => {
        const text = view.state.values.reason?.text?.value ?? ''
        if (text.length < 5) await ack({ response_action: 'errors', errors: { reason: 'Say more.' } })
        else await ack()
      })
      app.options('find', async ({ ack, options }) => {
        await ack({ options: [{ text: { type: 'plain_text', text: `For ${options.value}` }, value: 'f1' }] })
      })
      app.event('app_home_opened', async ({ event }) => void homes.push(`${event.tab}`))
    })
  })
  afterAll(() => world.close())

  it('takes a command and answers it, in the acknowledgement or later', async () => {
    const { playground } = world
    const text = '/recon check payments "2026-11-01" & ümläut +1'
    expect(await playground.command('ada', '#finance', text)).toMatchObject({ ok: true })
    await playground.nextMessage((each) => each.text === `Asked: ${text.slice(7)}`)
    await playground.command('ada', '#finance', '/recon at once')
    await playground.nextMessage((each) => each.text === 'In the ack, 100 % <b> & more')
  })

  it('takes clicks, searches, and what is typed into a modal, with its errors', async () => {
    const { playground } = world
    const { ts } = await clientFor(playground).chat.postMessage({
      channel: '#finance',
      text: 'Card',
      blocks: blocks as never,
    })
    const place = { user: 'ada', channel: '#finance', ts: ts! }
    expect(await playground.click({ ...place, actionId: 'ask' })).toMatchObject({ ok: true })
    await playground.nextView('ada', (view) => view.callback_id === 'why')
    const submit = (text: string) => playground.submitView({ user: 'ada', values: { reason: { text } } })
    expect((await submit('no')).errors).toEqual({ reason: 'Say more.' })
    expect((await submit('rounding')).ok).toBe(true)
    const search = { ...place, channel: 'finance', blockId: 'row', actionId: 'find', value: '10 %' }
    const channel = playground.messages('finance').find((each) => each.ts === ts)!.channel
    const { options } = await playground.suggest({ ...search, channel })
    expect(options).toMatchObject([{ text: { text: 'For 10 %' } }])
  })

  it('is asked for a challenge before its first event', async () => {
    const { playground } = world
    await playground.openHome('ada')
    await playground.openHome('ada', 'messages')
    expect(homes).toEqual(['home', 'messages'])
    const events = entries(playground, 'envelope').filter(({ type }) => type === 'events_api')
    expect(events.map(({ payload }) => payload.type)).toEqual([
      'url_verification',
      'event_callback',
      'event_callback',
    ])
  })

  it('gets no Socket Mode address', async () => {
    const { playground } = world
    const open = clientFor(playground, playground.appToken).apps.connections.open({})
    expect(await refusalOf(open)).toBe('socket_mode_not_enabled')
  })

  it('that refuses a signature or a stale request tells the person nothing but that it failed', async () => {
    const { playground } = world
    const failed = '`/recon` failed because the app answered with an error.'
    for (const spoiling of [{ badSignature: true }, { skewSeconds: -301 }]) {
      await askControl(playground, 'POST /http/spoil', { body: spoiling })
      const outcome = await playground.command('ada', '#finance', '/recon help')
      expect(outcome.problem).toBe(failed)
    }
    expect(await playground.command('ada', '#finance', '/recon help')).toMatchObject({ ok: true })
  })

  it('that is away is told of an event when it is back, a minute later, with the reason', async () => {
    const { playground } = world
    const before = homes.length
    await world.stopApp()
    await playground.openHome('ada')
    expect(playground.connections()).toBe(0)
    const clicked = await playground.command('ada', '#finance', '/recon help')
    expect(clicked.problem).toBe('`/recon` failed because Counterfoil is not connected.')
    await expect.poll(() => retries(playground), { interval: 5 }).toEqual(['1 connection_failed'])
    await missed(playground, 2 + 1)
    await world.startApp()
    playground.advanceClock(60_000)
    await expect.poll(() => homes.length, { interval: 5 }).toBe(before + 1)
    expect(retries(playground)).toEqual(['1 connection_failed', '2 connection_failed'])
    await expect.poll(() => playground.connections(), { interval: 5 }).toBe(1)
  })

  async function missed(playground: Playground, connectionFailures: number): Promise<void> {
    const failed = () => entries(playground, 'missed').filter(({ reason }) => reason === 'connection_failed')
    await expect.poll(() => failed().length, { interval: 5 }).toBe(connectionFailures)
  }
})

const retries = (playground: Playground) =>
  entries(playground, 'envelope').flatMap(({ retry }) =>
    retry === null ? [] : [`${retry.attempt} ${retry.reason}`],
  )

describe('an app that answers otherwise', () => {
  let app: PlainApp
  let playground: Playground
  let answer: (body: string) => PlainAnswer = () => ({ status: 200 })

  async function open(): Promise<void> {
    app = await openPlainApp((request) => answer(request.body))
    playground = await openFrozenPlayground({ requestUrl: app.url })
  }
  afterEach(async () => {
    await playground.close()
    await app.close()
  })

  const isEvent = (body: string) => body.includes('event_callback')
  const events = () => app.requests.filter(({ body }) => isEvent(body))

  it('gets every request signed over its raw body, with the time', async () => {
    answer = () => ({ status: 200 })
    await open()
    await playground.command('ada', '#finance', '/recon list "a b" & c')
    await playground.openHome('ada')
    expect(app.requests).toHaveLength(3)
    for (const { headers, body } of app.requests) {
      const at = headers['x-slack-request-timestamp'] as string
      const digest = createHmac('sha256', playground.signingSecret).update(`v0:${at}:${body}`).digest('hex')
      expect(headers['x-slack-signature']).toBe(`v0=${digest}`)
      expect(Math.abs(Number(at) - Date.now() / 1000)).toBeLessThan(60)
      expect(headers['user-agent']).toMatch(/^Slackbot 1\.0/)
    }
    const types = app.requests.map(({ headers }) => headers['content-type'])
    expect(types).toEqual(['application/x-www-form-urlencoded', 'application/json', 'application/json'])
    expect(new URLSearchParams(app.requests[0]!.body).get('text')).toBe('list "a b" & c')
  })

  it('with errors gets an event four times: at once, after a minute, after five', async () => {
    answer = (body) => ({ status: isEvent(body) ? 500 : 200 })
    await open()
    await playground.openHome('ada')
    await expect.poll(() => misses(), { interval: 1 }).toBe(2)
    const sent = () => entries(playground, 'envelope').filter(({ payload }) => payload.event_id).length
    playground.advanceClock(59_999)
    expect(sent()).toBe(2)
    playground.advanceClock(1)
    await expect.poll(() => misses(), { interval: 1 }).toBe(3)
    playground.advanceClock(299_999)
    expect(sent()).toBe(3)
    playground.advanceClock(1)
    await expect.poll(() => misses(), { interval: 1 }).toBe(4)
    playground.advanceClock(3_600_000)
    expect(sent()).toBe(4)
    expect(events().map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3'])
    expect(events().at(-1)!.headers['x-slack-retry-reason']).toBe('http_error')
    expect(new Set(events().map(({ body }) => JSON.parse(body).event_id)).size).toBe(1)
  })

  const misses = () => entries(playground, 'missed').length

  it('with an error and x-slack-no-retry gets an event once', async () => {
    answer = (body) => ({ status: isEvent(body) ? 404 : 200, headers: { 'x-slack-no-retry': '1' } })
    await open()
    await playground.openHome('ada')
    playground.advanceClock(3_600_000)
    await playground.command('ada', '#finance', '/recon help')
    expect(events()).toHaveLength(1)
  })

  it('too late counts as no answer: a person is told, an event comes again; the late answer is noted', async () => {
    let release = () => {}
    const after = new Promise<void>((resolve) => {
      release = resolve
    })
    answer = (body) => (body.includes('help') || isEvent(body) ? { status: 200, after } : { status: 200 })
    await open()
    const command = playground.command('ada', '#finance', '/recon help')
    await expect.poll(() => app.requests.length, { interval: 1 }).toBe(1)
    playground.advanceClock(3_000)
    expect(await command).toMatchObject({ problem: '`/recon` failed because the app did not respond.' })
    const opened = playground.openHome('ada')
    await expect.poll(() => events().length, { interval: 1 }).toBe(1)
    playground.advanceClock(3_000)
    await opened
    await expect.poll(() => events().length, { interval: 1 }).toBe(2)
    expect(events()[1]!.headers['x-slack-retry-reason']).toBe('http_timeout')
    release()
    await expect.poll(() => entries(playground, 'ack').length, { interval: 1 }).toBe(4)
    expect(
      entries(playground, 'ack')
        .map(({ verdict }) => verdict)
        .sort(),
    ).toEqual(['in-time', 'in-time', 'late', 'late'])
  })

  it('that sends on more than twice is given up', async () => {
    answer = () => ({ status: 302, headers: { location: '/slack/elsewhere' } })
    await open()
    await playground.command('ada', '#finance', '/recon help')
    expect(app.requests).toHaveLength(3)
    expect(entries(playground, 'missed')).toMatchObject([{ reason: 'too_many_redirects' }])
  })

  it('that is asked by https and speaks http fails with the reason', async () => {
    answer = () => ({ status: 200 })
    app = await openPlainApp((request) => answer(request.body))
    playground = await openFrozenPlayground({ requestUrl: app.url.replace('http:', 'https:') })
    const outcome = await playground.command('ada', '#finance', '/recon help')
    expect(outcome.problem).toBe('`/recon` failed because Counterfoil is not connected.')
    expect(entries(playground, 'missed')).toMatchObject([{ reason: 'ssl_error' }])
  })

  it('without the challenge gets no events at all', async () => {
    answer = () => ({ status: 201 })
    await open()
    await playground.openHome('ada')
    expect(app.requests.every(({ body }) => body.includes('url_verification'))).toBe(true)
    const outcome = await playground.command('ada', '#finance', '/recon help')
    expect(outcome.problem).toBe('`/recon` failed because the app answered with an error.')
  })

  it('gets the last request again, byte for byte, when that is asked for', async () => {
    answer = () => ({ status: 200 })
    await open()
    await playground.command('ada', '#finance', '/recon help')
    expect(await askControl(playground, 'POST /http/replay')).toMatchObject({ status: 200 })
    const [first, second] = app.requests
    expect(second!.body).toBe(first!.body)
    expect(second!.headers['x-slack-signature']).toBe(first!.headers['x-slack-signature'])
  })
})
