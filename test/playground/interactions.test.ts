import type { App } from '@slack/bolt'
import { SocketModeClient } from '@slack/socket-mode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { clientFor, openApp, openPlayground, refusalOf } from './playground-and-app.ts'

const button = (action_id: string) => ({
  type: 'actions',
  block_id: 'row',
  elements: [{ type: 'button', action_id, value: '42', text: { type: 'plain_text', text: 'Press' } }],
})

const modal = (title: string) => ({
  type: 'modal',
  callback_id: 'why',
  title: { type: 'plain_text', text: title },
  submit: { type: 'plain_text', text: 'Send' },
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: 'text' },
    },
  ],
})

describe('an unchanged Bolt app', () => {
  let playground: Playground
  let app: App
  const seen: { triggers: string[]; closed: string[]; homes: string[] } = {
    triggers: [],
    closed: [],
    homes: [],
  }

  beforeAll(async () => {
    playground = await openPlayground({ ackTimeoutMs: 300 })
    app = await openApp(playground, listen)
  })
  afterAll(async () => {
    await app.stop()
    await playground.close()
  })

  function listen(bolt: App): void {
    bolt.action('press', async ({ ack, body, respond, action }) => {
      await ack()
      const value = 'value' in action ? action.value : '?'
      await respond({ replace_original: true, text: `Pressed ${value} by ${body.user.id}` })
    })
    bolt.action('ask', async ({ ack, body, client }) => {
      await ack()
      const trigger_id = (body as { trigger_id: string }).trigger_id
      seen.triggers.push(trigger_id)
      await client.views.open({ trigger_id, view: modal('Why') as never })
    })
    bolt.action('silent', async () => {})
    bolt.view('why', async ({ ack, view, client, body }) => {
      const text = view.state.values.reason?.text?.value ?? ''
      if (text.length < 5) return await ack({ response_action: 'errors', errors: { reason: 'Say more.' } })
      await ack()
      await client.chat.postMessage({ channel: body.user.id, text: `Because: ${text}` })
    })
    bolt.view({ callback_id: 'why', type: 'view_closed' }, async ({ ack, body }) => {
      await ack()
      seen.closed.push(body.user.id)
    })
    bolt.command('/recon', async ({ ack, respond, command }) => {
      if (command.text === 'at once') return await ack({ text: 'In the ack' })
      if (command.text === 'never') return
      await ack()
      for (let index = 0; index < 6; index += 1) await respond({ text: `Answer ${index} to ${command.text}` })
    })
    bolt.event('app_home_opened', async ({ event }) => void seen.homes.push(`${event.user} ${event.tab}`))
    bolt.options('find', async ({ ack, options }) => {
      await ack({ options: [{ text: { type: 'plain_text', text: `Found ${options.value}` }, value: 'f1' }] })
    })
    bolt.action('find', async ({ ack, action, respond }) => {
      await ack()
      const chosen = 'selected_option' in action ? action.selected_option : null
      await respond({ text: `Picked ${chosen?.text.text} (${chosen?.value})` })
    })
    bolt.error(async () => {})
  }

  const post = (action: string) =>
    clientFor(playground).chat.postMessage({
      channel: '#finance',
      text: 'Card',
      blocks: [button(action)] as never,
    })

  it('a click reaches its listener, and the answer replaces the message', async () => {
    const { ts, channel } = await post('press')
    const outcome = await playground.click({ user: 'ada', channel: channel!, ts: ts!, actionId: 'press' })
    expect(outcome).toEqual({ ok: true, problem: null, errors: null })
    const [ada] = playground.people
    await playground.nextMessage((each) => each.ts === ts && each.text === `Pressed 42 by ${ada!.id}`)
  })

  it('a modal opens, shows what is missing and what the app refuses, and closes when all is well', async () => {
    const { ts } = await post('ask')
    await playground.click({ user: 'grace', channel: '#finance', ts: ts!, actionId: 'ask' })
    const view = await playground.nextView('grace')
    expect(view).toMatchObject({ type: 'modal', callback_id: 'why' })
    const submit = (text: string) => playground.submitView({ user: 'grace', values: { reason: { text } } })
    expect((await submit('')).errors).toEqual({ reason: 'Please complete this required field.' })
    expect((await submit('no')).errors).toEqual({ reason: 'Say more.' })
    expect(playground.views('grace')).toHaveLength(1)
    expect((await submit('rounding')).ok).toBe(true)
    expect(playground.views('grace')).toEqual([])
    await playground.nextMessage((each) => each.text === 'Because: rounding')
  })

  it('closing a modal that asked to know is told to the app', async () => {
    const { ts } = await post('ask')
    await playground.click({ user: 'ada', channel: '#finance', ts: ts!, actionId: 'ask' })
    await playground.nextView('ada')
    await playground.closeView('ada')
    expect(playground.views('ada')).toEqual([])
    expect(seen.closed).toEqual([playground.people[0]!.id])
  })

  it('a trigger opens one modal, once', async () => {
    const { ts } = await post('ask')
    await playground.click({ user: 'ada', channel: '#finance', ts: ts!, actionId: 'ask' })
    await playground.nextView('ada')
    const open = (trigger_id: string) =>
      refusalOf(clientFor(playground).views.open({ trigger_id, view: modal('Again') as never }))
    expect(await open(seen.triggers.at(-1)!)).toBe('exchanged_trigger_id')
    expect(await open('1.never')).toBe('invalid_trigger_id')
  })

  it('a select asks the app for its options, and sends back the one that was chosen', async () => {
    const find = {
      type: 'external_select',
      action_id: 'find',
      placeholder: { type: 'plain_text', text: 'Find' },
    }
    const blocks = [{ type: 'actions', block_id: 'row', elements: [find] }]
    const { ts, channel } = await clientFor(playground).chat.postMessage({
      channel: '#finance',
      text: 'Find',
      blocks: blocks as never,
    })
    const place = { user: 'ada', channel: channel!, ts: ts!, blockId: 'row', actionId: 'find' }
    const { options } = await playground.suggest({ ...place, value: '10%' })
    expect(options).toMatchObject([{ value: 'f1' }])
    await playground.click({ ...place, value: 'f1' })
    await playground.nextMessage((each) => each.text === 'Picked Found 10% (f1)')
  })

  it('a click that nobody acknowledges tells the person so', async () => {
    const { ts } = await post('silent')
    const outcome = await playground.click({ user: 'ada', channel: '#finance', ts: ts!, actionId: 'silent' })
    expect(outcome.problem).toBe('This action failed because the app did not respond.')
  })

  it('a command is answered alone to its person, five times at most', async () => {
    await playground.command('ada', '#finance', '/recon list high')
    await playground.nextMessage((each) => each.text === 'Answer 4 to list high')
    const answers = playground.messages('#finance').filter((each) => each.text.startsWith('Answer'))
    expect(answers.map((each) => each.onlyFor)).toEqual(Array(5).fill(playground.people[0]!.id))
    const refused = await waitForEntry(
      playground,
      (entry) => entry.kind === 'response-url' && entry.status === 404,
    )
    expect(refused).toMatchObject({ answer: 'used_url' })
  })

  it('a command may be answered in its acknowledgement', async () => {
    await playground.command('grace', '#finance', '/recon at once')
    await playground.nextMessage((each) => each.text === 'In the ack')
  })

  it('a command that nobody acknowledges is told by Slackbot', async () => {
    const outcome = await playground.command('ada', '#finance', '/recon never')
    expect(outcome.problem).toBe('`/recon` failed because the app did not respond.')
    await playground.nextMessage((each) => each.author === 'USLACKBOT' && each.text === outcome.problem)
  })

  it('an unknown command never reaches the app', async () => {
    const outcome = await playground.command('ada', '#finance', '/nothing here')
    expect(outcome.problem).toBe('/nothing is not a valid command.')
  })

  it('opening the Home tab is told to the app, and what it publishes is kept', async () => {
    await playground.openHome('ada')
    const user = playground.people[0]!.id
    expect(seen.homes).toEqual([`${user} home`])
    const view = { type: 'home', blocks: [{ type: 'divider' }] }
    await clientFor(playground).views.publish({ user_id: user, view: view as never })
    expect(playground.home('ada')).toMatchObject({ type: 'home', blocks: [{ type: 'divider' }] })
  })
})

describe('triggers and time', () => {
  it('a trigger opens nothing when it is older than three seconds', async () => {
    let time = Date.parse('2026-11-02T10:00:00Z')
    const playground = await openPlayground({ now: () => new Date(time) })
    let trigger_id = ''
    const app = await openApp(playground, (bolt) =>
      bolt.command('/recon', async ({ ack, command }) => {
        trigger_id = command.trigger_id
        await ack()
      }),
    )
    await playground.command('ada', '#finance', '/recon help')
    time += 3001
    const call = clientFor(playground).views.open({ trigger_id, view: modal('Late') as never })
    expect(await refusalOf(call)).toBe('expired_trigger_id')
    await app.stop()
    await playground.close()
  })
})

describe('connections', () => {
  it('each envelope goes to one connection, in turn', async () => {
    const playground = await openPlayground()
    const counts = [0, 0]
    const clients = counts.map((_, index) => {
      const client = new SocketModeClient({
        appToken: playground.appToken,
        clientOptions: { slackApiUrl: playground.apiUrl },
      })
      client.on('slash_commands', async ({ ack }) => {
        counts[index] = (counts[index] ?? 0) + 1
        await ack()
      })
      return client
    })
    for (const client of clients) await client.start()
    expect(playground.connections()).toBe(2)
    for (let index = 0; index < 4; index += 1) await playground.command('ada', '#finance', '/recon help')
    expect(counts).toEqual([2, 2])
    await clients[0]!.disconnect()
    await playground.command('ada', '#finance', '/recon help')
    expect(counts).toEqual([2, 3])
    await clients[1]!.disconnect()
    await playground.close()
  })

  it('a person is told when no app is connected', async () => {
    const playground = await openPlayground()
    const outcome = await playground.command('ada', '#finance', '/recon help')
    expect(outcome.problem).toBe('`/recon` failed because Counterfoil is not connected.')
    await playground.close()
  })

  it('an address from apps.connections.open works once', async () => {
    const playground = await openPlayground()
    const { url } = await clientFor(playground, playground.appToken).apps.connections.open({})
    const first = await socketTo(url!)
    expect(first).toBe('open')
    expect(await socketTo(url!)).toBe('refused')
    await playground.close()
  })
})

async function socketTo(url: string): Promise<'open' | 'refused'> {
  const { WebSocket } = await import('ws')
  const socket = new WebSocket(url)
  return await new Promise((resolve) => {
    socket.on('open', () => resolve('open'))
    socket.on('error', () => resolve('refused'))
  })
}

/** An entry of the transcript, which is written just after the change that a test can await. */
async function waitForEntry(
  playground: Playground,
  fits: (entry: { kind: string; status?: number }) => boolean,
) {
  for (;;) {
    const found = playground.transcript().find((entry) => fits(entry as { kind: string }))
    if (found !== undefined) return found
    await new Promise((resolve) => setImmediate(resolve))
  }
}
