import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { deliverOutbox } from '../../src/operations/deliver-outbox.ts'
import { describeDeliveries } from '../../src/operations/describe-deliveries.ts'
import { retryDeliveries } from '../../src/operations/retry-deliveries.ts'
import { listIncidentsOf } from '../../src/store/incidents.ts'
import { listPending } from '../../src/store/outbox.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import type { Worker } from './delivery-world.ts'
import { KEYS } from './incident-receiver.ts'
import { type IncidentWorld, type IncidentWorldOptions, openIncidentWorld } from './open-incident-world.ts'

let server: TrackerServer
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())

let at: IncidentWorld
let worker: Worker
async function open(options: IncidentWorldOptions = {}): Promise<void> {
  at = await openIncidentWorld(server, options)
  worker = await at.openWorker()
}
const deliver = () => at.world.deliverAll(worker)
const incidentsOf = (number: number) => listIncidentsOf(at.context.db, number)
afterEach(async () => {
  expect(at.receiver.problems).toEqual([])
  await at.close()
})

describe('a service that does not take it', () => {
  test('is not asked before it says, and holds up neither Slack nor another', async () => {
    await open()
    at.receiver.fail({ status: 429, retryAfter: 90 })
    await at.act(1, 'escalate')
    await deliverOutbox(worker.context, worker.deliver)
    expect(at.world.tagsIn('#ops')).toContain('card:1')
    const before = at.world.now().getTime()
    await deliver()
    expect(at.said()).toEqual(['trigger', 'trigger'])
    expect((at.world.now().getTime() - before) / 1_000).toBeGreaterThanOrEqual(90)
  })

  test('for long is seen on the card, and so is that it works again', async () => {
    await open()
    await deliver()
    at.receiver.fail({ status: 500 }, { status: 502 }, { status: 503 }, { status: 503 })
    await at.act(1, 'escalate')
    for (let second = 0; second < 9; second++) {
      await deliverOutbox(worker.context, worker.deliver)
      at.world.pass(1)
    }
    expect(at.card(1)).toMatch(/not open yet, tried again \(127\.0\.0\.1:\d+ answered 503\)/)
    const { waitingDeliveries } = await describeDeliveries(at.context)
    expect(waitingDeliveries.map(({ about }) => about.kind)).toEqual(['incident'])
    await deliver()
    expect(at.said()).toHaveLength(5)
    expect(at.card(1)).toContain('Incident at pager* open since')
  })

  test('for good is said where people look, without its key, and is asked again when they say so', async () => {
    await open()
    const body = JSON.stringify({ message: 'Event object is invalid', errors: [`${KEYS.pager} is unknown`] })
    at.receiver.fail({ status: 400, body })
    await at.act(1, 'escalate')
    await deliver()
    expect(at.card(1)).toContain('could not be opened')
    const { failedDeliveries } = await describeDeliveries(at.context)
    expect(failedDeliveries[0]?.error).toMatch(
      /^127\.0\.0\.1:\d+ answered 400 \(Event object is invalid: \*\*\* is unknown\); check url and routingKey of the incident service pager, then try again$/,
    )
    expect(JSON.stringify(failedDeliveries)).not.toContain(KEYS.pager)
    await retryDeliveries(worker.context)
    await deliver()
    expect(at.said()).toEqual(['trigger', 'trigger'])
    expect(at.card(1)).toContain('Incident at pager* open since')
  })

  test('because the config has it no more, is said with what to do', async () => {
    await open()
    await at.act(1, 'escalate')
    await deliver()
    const without = {
      ...worker,
      context: { ...worker.context, settings: { ...at.context.settings, incidents: {} } },
    }
    await at.act(1, 'resolve')
    await at.world.deliverAll(without)
    const { failedDeliveries } = await describeDeliveries(at.context)
    expect(failedDeliveries[0]?.error).toMatch(/no incident service "pager" any more: put it back/)
    expect(at.card(1)).toContain('could not be told what happened since')
    await retryDeliveries(worker.context)
    await deliver()
    expect(at.said()).toEqual(['trigger', 'resolve'])
  })
})

describe('an answer that gets lost', () => {
  test('is followed by the same call, which is no second incident', async () => {
    await open()
    at.receiver.fail('cut')
    await at.act(1, 'escalate')
    await deliver()
    expect(at.said()).toEqual(['trigger', 'trigger'])
    expect([...at.receiver.incidents.values()]).toEqual([{ opened: 1, state: 'open' }])
  })

  test('has the same idempotency key at a webhook', async () => {
    await open({ service: 'hook' })
    at.receiver.fail('cut')
    await at.act(1, 'escalate')
    await deliver()
    const keys = at.receiver.told.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual([expect.stringMatching(/^counterfoil:customers:1:.*:1:opened$/), keys[0]])
  })

  test.each(['open', 'resolved'] as const)(
    'to a process that dies is asked for by another, if it is still %s',
    async (then) => {
      await open()
      await deliver()
      await at.act(1, 'escalate')
      await expect(dieAfterCalling(worker)).rejects.toThrow('killed')
      expect(at.said()).toEqual(['trigger'])
      if (then === 'resolved') await at.act(1, 'resolve')
      expect((await incidentsOf(1))[0]).toMatchObject({ told: 'nothing' })
      await at.world.deliverAll(await at.openWorker())
      expect(at.said()).toEqual(['trigger', then === 'open' ? 'trigger' : 'resolve'])
      expect([...at.receiver.incidents.values()]).toEqual([
        { opened: 1, state: then === 'open' ? 'open' : 'closed' },
      ])
      expect(await listPending(at.context.db)).toEqual([])
    },
  )
})

/** Everything up to what it would remember. */
async function dieAfterCalling({ context, ...rest }: Worker): Promise<void> {
  const db = new Proxy(context.db, {
    get(target, name) {
      const isEnd = name === 'transaction' && at.said().length > 0
      return isEnd ? () => Promise.reject(new Error('killed')) : Reflect.get(target, name)
    },
  })
  for (let second = 0; second < 5; second++) {
    await deliverOutbox({ ...context, db }, rest.deliver)
    at.world.pass(1)
  }
}
