import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliverOutbox } from '../../src/operations/deliver-outbox.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { findMessage } from '../../src/store/messages.ts'
import { listFailed, listPending, retryFailed } from '../../src/store/outbox.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { card, type DeliveryWorld, openDeliveryWorld, type Worker } from './delivery-world.ts'

let server: TrackerServer
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())

let world: DeliveryWorld
let worker: Worker
async function open(options: Partial<Parameters<typeof openDeliveryWorld>[1]> = {}): Promise<void> {
  world = await openDeliveryWorld(server, { discrepancies: 12, ...options })
  worker = await world.openWorker()
}
afterEach(async () => await world?.close())

const WITHOUT_HISTORY = {
  scopes: ['commands', 'chat:write', 'chat:write.public', 'channels:read', 'groups:read'],
}
const round = () => deliverOutbox(worker.context, worker.deliver)

describe('a post whose answer gets lost', () => {
  beforeEach(() => open())

  test('T39: is found in the channel, and stands there once', async () => {
    await world.want(card(1), card(2))
    world.fail(['chat.postMessage', { kind: 'drop' }])
    await world.deliverAll(worker)
    expect(world.tagsIn('#ops')).toEqual(['card:1', 'card:2'])
    const [stands] = world.playground.messages('#ops')
    expect(await findMessage(world.context.db, 'card:1')).toMatchObject({
      channel: stands?.channel,
      ts: stands?.ts,
    })
  })

  test('shows afterwards what the tracker says by then', async () => {
    await world.want(card(1))
    world.fail(['chat.postMessage', { kind: 'drop' }])
    await round()
    await triageDiscrepancy(world.context, {
      number: 1,
      action: 'acknowledge',
      actor: { kind: 'person', id: 'U0ADA00001', surface: 'slack' },
    })
    await world.deliverAll(worker)
    expect(world.tagsIn('#ops')).toEqual(['card:1'])
    expect(JSON.stringify(world.playground.messages('#ops')[0]?.blocks)).toContain('Acknowledged')
  })

  test('is posted again when it is not there', async () => {
    await world.want(card(1))
    world.fail(['chat.postMessage', { kind: 'refuse', status: 503 }])
    await world.deliverAll(worker)
    expect(world.tagsIn('#ops')).toEqual(['card:1'])
    expect(world.calls('conversations.history')).toBe(1)
  })

  test('is not looked for before Slack can have ended it, and waits when the look fails', async () => {
    await world.want(card(1))
    world.fail(
      ['chat.postMessage', { kind: 'drop' }],
      ['conversations.list', { kind: 'limit', retryAfterSeconds: 30 }],
      ['conversations.history', { kind: 'refuse', status: 502 }],
    )
    await round()
    world.pass(9)
    expect(await round()).toBe(0)
    await world.deliverAll(worker)
    expect(world.tagsIn('#ops')).toEqual(['card:1'])
    expect(world.calls('chat.postMessage')).toBe(1)
    expect(world.calls('conversations.history')).toBe(1)
  })

  test('is found behind pages of what others said', async () => {
    await world.want(card(1))
    world.fail(['chat.postMessage', { kind: 'drop' }])
    await round()
    for (let said = 0; said < 450; said++) {
      world.pass(1)
      const { client } = worker
      await client.chat.postMessage({ channel: '#ops', text: `chatter ${said}` })
    }
    await world.deliverAll(worker)
    expect(world.calls('conversations.history')).toBe(3)
    expect(world.tagsIn('#ops').filter((tag) => tag !== 'no tag')).toEqual(['card:1'])
  })

  test('is not taken for one of somebody else with the same tag', async () => {
    await world.want(card(1))
    world.fail(['chat.postMessage', { kind: 'refuse', status: 500 }])
    await round()
    const metadata = { event_type: 'other-app', event_payload: { tag: 'card:1' } }
    await worker.client.chat.postMessage({ channel: '#ops', text: 'not ours', metadata })
    await world.deliverAll(worker)
    expect(world.tagsIn('#ops')).toEqual(['card:1', 'card:1'])
    expect(world.playground.messages('#ops')[1]?.text).toMatch(/^#1 /)
  })

  test('in a thread is found there, after its card', async () => {
    await world.want(card(1))
    await world.deliverAll(worker)
    const actor = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
    await triageDiscrepancy(world.context, { number: 1, action: 'escalate', actor })
    const note = {
      tag: 'note:1:2',
      channel: '#ops',
      about: { kind: 'note', number: 1, event: 'escalated', version: 2 },
    } as const
    await world.want(card(1), note)
    world.fail(['chat.postMessage', { kind: 'drop' }])
    await world.deliverAll(worker)
    const [parent, reply, ...more] = world.playground.messages('#ops')
    expect(reply?.threadTs).toBe(parent?.ts)
    expect(more).toEqual([])
    expect(world.calls('conversations.replies')).toBe(1)
  })
})

describe('a post whose answer gets lost where the bot may not read', () => {
  async function lose(): Promise<void> {
    await world.want(card(1), card(2))
    world.fail(['chat.postMessage', { kind: 'drop' }])
    await world.deliverAll(worker)
  }

  test('is shown as unsure, is not posted twice, and holds up nothing', async () => {
    await open(WITHOUT_HISTORY)
    await lose()
    expect(world.tagsIn('#ops')).toEqual(['card:1', 'card:2'])
    const [failed, ...more] = await listFailed(world.context.db)
    expect(more).toEqual([])
    expect(failed).toMatchObject({ tag: 'card:1', channel: '#ops' })
    expect(failed?.error).toMatch(/may have been posted.*channels:history.*manifest.yml.*Look there/)
  })

  test('is posted once more when a person says so, and not by the next change', async () => {
    await open(WITHOUT_HISTORY)
    await lose()
    await world.want(card(1))
    await world.deliverAll(worker)
    expect(await listFailed(world.context.db)).toHaveLength(1)
    expect(await retryFailed(world.context.db, world.now())).toBe(1)
    await world.deliverAll(worker)
    expect(world.tagsIn('#ops')).toEqual(['card:1', 'card:2', 'card:1'])
    expect(await listFailed(world.context.db)).toEqual([])
  })

  test('is found when a person tries again after the bot was invited', async () => {
    await open()
    world.playground.invite('#ops', false)
    await lose()
    expect((await listFailed(world.context.db))[0]?.error).toMatch(/not_in_channel.*\/invite @Counterfoil/)
    world.playground.invite('#ops', true)
    await retryFailed(world.context.db, world.now())
    await world.deliverAll(worker)
    expect(world.tagsIn('#ops')).toEqual(['card:1', 'card:2'])
  })
})

describe('lanes', () => {
  beforeEach(() => open())

  test('T38: a limit in one channel holds up no other and no other method, and is kept to the second', async () => {
    await world.want(card(1), card(2), card(3, '#quiet'), card(4, '#quiet'))
    world.fail(['chat.postMessage', { kind: 'limit', retryAfterSeconds: 7 }])
    const limited = world.now()
    await round()
    world.pass(1)
    await round()
    const [held, free] = world.tagsIn('#ops').length === 0 ? ['#ops', '#quiet'] : ['#quiet', '#ops']
    expect(world.tagsIn(free)).toHaveLength(2)
    const home = { user_id: 'U0ADA00001', view: { type: 'home' as const, blocks: [] } }
    expect(await worker.client.views.publish(home)).toMatchObject({ ok: true })
    await world.deliverAll(worker)
    const [first] = world.playground.messages(held)
    expect(Number(first?.ts) * 1_000 - limited.getTime()).toBe(7_000)
    expect(world.tagsIn('#ops')).toEqual(['card:1', 'card:2'])
    expect(world.tagsIn('#quiet')).toEqual(['card:3', 'card:4'])
  })

  test('a call that hangs in one channel holds up no other', async () => {
    const patient = await world.openWorker({ timeoutMs: 300 })
    let end = () => {}
    const until = new Promise<void>((resolve) => {
      end = resolve
    })
    await world.want(card(1), card(2, '#quiet'))
    world.fail(['chat.postMessage', { kind: 'hold', until }])
    await deliverOutbox(patient.context, patient.deliver)
    end()
    await world.deliverAll(patient)
    expect(world.tagsIn('#ops')).toEqual(['card:1'])
    expect(world.tagsIn('#quiet')).toEqual(['card:2'])
  })

  test('what was refused for good lets the next one go', async () => {
    await world.want(card(1), card(2))
    world.fail(['chat.postMessage', { kind: 'error', error: 'restricted_action' }])
    await world.deliverAll(worker)
    expect(world.tagsIn('#ops')).toEqual(['card:2'])
    expect((await listFailed(world.context.db)).map(({ tag }) => tag)).toEqual(['card:1'])
  })

  test('150 changes of ten cards in a minute are 49 edits, and all show the last', async () => {
    const cards = Array.from({ length: 10 }, (_, at) => card(at + 1))
    await world.want(...cards)
    await world.deliverAll(worker)
    world.pass(60)
    const changeAll = async (change: number) => {
      const action = change % 2 === 0 ? 'acknowledge' : 'escalate'
      for (const { about } of cards) {
        const number = about.kind === 'discrepancy' ? about.number : 0
        const actor = { kind: 'person', id: `U${change}`, surface: 'slack' } as const
        await triageDiscrepancy(world.context, { number, action, actor }).catch(() => undefined)
      }
      await world.want(...cards)
    }
    for (let second = 0; second < 60; second++) {
      if (second % 4 === 0) await changeAll(second / 4)
      while ((await round()) > 0);
      world.pass(1)
    }
    // 10 at once, then one every 1.5 seconds: 49 up to second 59.
    expect(world.calls('chat.update')).toBe(49)
    await world.deliverAll(worker)
    for (const message of world.playground.messages('#ops')) {
      expect(JSON.stringify(message.blocks)).toContain('Acknowledged* by <@U14>')
    }
  })
})

describe('a message that somebody deleted', () => {
  beforeEach(() => open())

  async function change(): Promise<void> {
    for (const action of ['acknowledge', 'escalate', 'resolve'] as const) {
      const actor = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
      const reason = action === 'resolve' ? { reason: 'fixed' as const } : {}
      const done = await triageDiscrepancy(world.context, { number: 1, action, actor, ...reason })
      if (done.accepted) return
    }
  }

  test('T44: is posted again once, and the second time people are told', async () => {
    await world.want(card(1))
    await world.deliverAll(worker)
    for (let time = 0; time < 2; time++) {
      const [stands] = world.playground.messages('#ops')
      world.playground.deleteMessage('#ops', stands!.ts)
      await change()
      await world.want(card(1))
      await world.deliverAll(worker)
    }
    expect(world.tagsIn('#ops')).toEqual([])
    expect(await listFailed(world.context.db)).toMatchObject([
      { tag: 'card:1', error: expect.stringMatching(/deleted it in Slack twice.*\/recon list/) },
    ])
    await retryFailed(world.context.db, world.now())
    await world.deliverAll(worker)
    expect(world.tagsIn('#ops')).toEqual(['card:1'])
  })

  test('leaves no note standing alone when its card could not be posted', async () => {
    world.playground.archive('#ops')
    const note = {
      tag: 'note:1:2',
      channel: '#ops',
      about: { kind: 'note', number: 1, event: 'escalated', version: 2 },
    } as const
    const actor = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
    await triageDiscrepancy(world.context, { number: 1, action: 'escalate', actor })
    await world.want(card(1), note)
    await world.deliverAll(worker)
    expect(await listPending(world.context.db)).toEqual([])
    expect((await listFailed(world.context.db)).map(({ tag, error }) => [tag, error?.split(':')[0]])).toEqual(
      [
        ['card:1', 'is_archived'],
        ['note:1:2', 'its card #1 does not stand in Slack'],
      ],
    )
    expect(world.calls('chat.postMessage')).toBe(1)
  })
})
