import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { deliverOutbox } from '../../src/operations/deliver-outbox.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listFailed } from '../../src/store/outbox.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { card, type DeliveryWorld, openDeliveryWorld, type Worker } from './delivery-world.ts'

let server: TrackerServer
let world: DeliveryWorld
let worker: Worker
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  world = await openDeliveryWorld(server, { discrepancies: 2 })
  worker = await world.openWorker()
})
afterEach(async () => await world?.close())

const actor = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
const shown = () => JSON.stringify(world.playground.messages('#ops')[0]?.blocks)

test('T42: an edit that is late hides nothing that is newer: what is shown in the end is what is so', async () => {
  await world.want(card(1))
  await world.deliverAll(worker)
  const other = await world.openWorker()
  const patient = await world.openWorker({ timeoutMs: 300 })
  let arrive = () => {}
  const until = new Promise<void>((resolve) => {
    arrive = resolve
  })
  await triageDiscrepancy(world.context, { number: 1, action: 'acknowledge', actor })
  await world.want(card(1))
  world.fail(['chat.update', { kind: 'hold', until }])
  // It goes on hanging; one process gives it up, and another says what has become of it since.
  await deliverOutbox(patient.context, patient.deliver)
  await triageDiscrepancy(world.context, { number: 1, action: 'resolve', reason: 'not-a-problem', actor })
  await world.want(card(1))
  await world.deliverAll(other, worker)
  expect(shown()).toContain('Resolved')
  arrive()
  await world.deliverAll(other, worker)
  expect(shown()).toContain('Resolved')
})

test('T42: of two processes with the same edit one says it, as it is when it says it', async () => {
  await world.want(card(1))
  await world.deliverAll(worker)
  const other = await world.openWorker()
  await triageDiscrepancy(world.context, { number: 1, action: 'acknowledge', actor })
  await world.want(card(1))
  await Promise.all([worker, other].map((each) => deliverOutbox(each.context, each.deliver)))
  expect(world.calls('chat.update')).toBe(1)
  expect(shown()).toContain('Acknowledged')
})

test.each(['message_limit_exceeded', 'ratelimited'])(
  'T45: %s for an hour is asked a few times, told to nobody, and then the message comes once',
  async (error) => {
    await world.want(card(1), card(2))
    let isLimited = true
    world.playground.failCalls((method) =>
      isLimited && method === 'chat.postMessage' ? { kind: 'error', error } : null,
    )
    for (let minute = 0; minute < 60; minute++) {
      await deliverOutbox(worker.context, worker.deliver)
      world.pass(60)
    }
    // One channel is one line: while its first message waits, the second is not tried.
    expect(world.calls('chat.postMessage')).toBeLessThanOrEqual(60)
    expect(world.calls('chat.postMessage')).toBeGreaterThan(5)
    expect(world.tagsIn('#ops')).toEqual([])
    expect(await listFailed(world.context.db)).toEqual([])
    const methods = world.playground
      .transcript()
      .flatMap((entry) => (entry.kind === 'call' ? [entry.method] : []))
    expect(new Set(methods)).toEqual(new Set(['chat.postMessage']))
    isLimited = false
    await world.deliverAll(worker)
    expect(world.tagsIn('#ops')).toEqual(['card:1', 'card:2'])
  },
)
