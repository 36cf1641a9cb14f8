import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../src/operations/context.ts'
import { beginRepair, type Repair, repairCopies } from '../../src/operations/repair-copies.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { listFailed, listPending } from '../../src/store/outbox.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { type DeliveryWorld, openDeliveryWorld, type Worker } from './delivery-world.ts'

const DAY = 24 * 3_600
const CARDS = Array.from({ length: 10 }, (_, at) => `card:${at + 1}`)

let server: TrackerServer
let world: DeliveryWorld
let worker: Worker
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
/** Twelve differ: ten have cards, a message tells of the rest. */
beforeEach(async () => {
  world = await openDeliveryWorld(server, { discrepancies: 12, tells: true })
  worker = await world.openWorker()
  await world.deliverAll(worker)
})
afterEach(async () => await world?.close())

/** A look at all copies, as a process does it. Returns what it asked for. */
async function repair(context: Context = world.context, isStart = true): Promise<string[] | null> {
  let going: Repair | null = await beginRepair(context, { isStart })
  if (!going) return null
  const asked: string[] = []
  while (going) {
    going = await repairCopies(context, going)
    const waiting = (await listPending(world.context.db)).map(({ tag }) => tag)
    expect(waiting.length).toBeLessThanOrEqual(10)
    asked.push(...waiting)
    await world.deliverAll(worker)
  }
  return asked.sort()
}
const rendersOtherwise = (tags: string[]) =>
  world.context.db.execute(sql`update messages set content_hash = 'of an older version' where tag in ${tags}`)
const shown = (tag: string) =>
  world.playground.messages('#ops').filter(({ metadata }) => JSON.stringify(metadata).includes(`"${tag}"`))
const calls = () => ({ posts: world.calls('chat.postMessage'), edits: world.calls('chat.update') })

describe('a look at all copies', () => {
  test('asks for nothing where all is as the tracker says', async () => {
    const before = calls()
    expect(await repair()).toEqual([])
    expect(calls()).toEqual(before)
  })

  test('edits what a new version renders otherwise, and nothing else', async () => {
    const group = world.tagsIn('#ops').find((tag) => tag.startsWith('run-group:'))!
    await rendersOtherwise(['card:3', group])
    const before = calls()
    expect(await repair()).toEqual(['card:3', group])
    expect(calls()).toEqual({ ...before, edits: before.edits + 2 })
    expect(await repair()).toEqual([])
  })

  test('asks for ten at a time, so that other edits hardly wait', async () => {
    await rendersOtherwise(world.tagsIn('#ops') as string[])
    expect(await repair()).toHaveLength(11)
  })

  test('waits where other edits wait', async () => {
    await rendersOtherwise(['card:1'])
    await world.want(
      ...CARDS.map(
        (tag, at) => ({ tag, channel: '#ops', about: { kind: 'discrepancy', number: at + 1 } }) as const,
      ),
    )
    const going = (await beginRepair(world.context, { isStart: true }))!
    expect(await repairCopies(world.context, going)).toMatchObject({ after: '' })
  })

  test('leaves what is resolved and older than some days as it is', async () => {
    const actor = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
    await triageDiscrepancy(world.context, { number: 1, action: 'resolve', reason: 'not-a-problem', actor })
    await world.deliverAll(worker)
    await rendersOtherwise(['card:1'])
    world.pass(8 * DAY)
    await rendersOtherwise(['card:2'])
    expect(await repair()).toEqual(['card:2'])
  })
})

describe('a card', () => {
  test('that something else edited is as it should be a day later', async () => {
    const [stands] = shown('card:2')
    const { channel, ts, text, blocks } = stands!
    await worker.client.chat.update({ channel, ts, text: 'changed by others', blocks: blocks as never })
    expect(await repair()).toEqual([])
    world.pass(DAY)
    expect(await repair()).toContain('card:2')
    expect(shown('card:2')).toMatchObject([{ ts, text }])
  })

  test('T44: that a person deletes is posted once more and no more, and stays something to act on', async () => {
    world.playground.deleteMessage('#ops', shown('card:3')[0]!.ts)
    world.pass(DAY)
    await repair()
    expect(shown('card:3')).toHaveLength(1)
    world.playground.deleteMessage('#ops', shown('card:3')[0]!.ts)
    for (let day = 0; day < 3; day++) {
      world.pass(DAY)
      await repair()
      expect(shown('card:3')).toEqual([])
    }
    expect((await listFailed(world.context.db)).map(({ tag }) => tag)).toEqual(['card:3'])
    const actor = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
    expect(await triageDiscrepancy(world.context, { number: 3, action: 'acknowledge', actor })).toMatchObject(
      {
        accepted: true,
      },
    )
  })

  test('that got lost with its row is posted, and the group message of its run', async () => {
    const group = world.tagsIn('#ops').find((tag) => tag.startsWith('run-group:'))!
    for (const tag of ['card:4', group]) {
      world.playground.deleteMessage('#ops', shown(tag)[0]!.ts)
      await world.context.db.execute(sql`delete from messages where tag = ${tag}`)
    }
    expect(await repair()).toEqual(['card:4', group])
    expect([...shown('card:4'), ...shown(group)]).toHaveLength(2)
    expect(await repair()).toEqual([])
  })

  test('that got lost is not posted where it is over, where nobody is told, or after days', async () => {
    await world.context.db.execute(sql`delete from messages where tag in ('card:4', 'card:5')`)
    const actor = { kind: 'person', id: 'U0ADA00001', surface: 'slack' } as const
    await triageDiscrepancy(world.context, { number: 4, action: 'resolve', reason: 'not-a-problem', actor })
    await world.deliverAll(worker)
    const [definition] = world.context.settings.reconciliations
    const silent = [{ ...definition!, notify: { ...definition!.notify, channel: null } }]
    const { settings } = world.context
    expect(await repair({ ...world.context, settings: { ...settings, reconciliations: silent } })).toEqual([])
    expect(await repair()).toEqual(['card:5'])
    await world.context.db.execute(sql`delete from messages where tag = 'card:6'`)
    world.pass(3 * DAY)
    expect(await repair()).not.toContain('card:6')
  })
})

describe('of two processes', () => {
  test('one looks at a time, and the other not before hours are over', async () => {
    const other = (await world.openWorker()).context
    const going = (await beginRepair(world.context, { isStart: true }))!
    expect(await beginRepair(other, { isStart: true })).toBeNull()
    expect(await repairCopies(world.context, going)).toBeNull()
    expect(await beginRepair(other, { isStart: false })).toBeNull()
    world.pass(6 * 3_600)
    expect(await beginRepair(other, { isStart: false })).not.toBeNull()
  })

  test('one that starts looks at once, as it may be of another version', async () => {
    expect(await repair()).toEqual([])
    await rendersOtherwise(['card:1'])
    expect(await repair((await world.openWorker()).context, true)).toEqual(['card:1'])
  })

  test('the other goes on where one died, and that one does not when it wakes', async () => {
    const other = (await world.openWorker()).context
    const going = (await beginRepair(world.context, { isStart: true }))!
    world.pass(6 * 60)
    expect(await beginRepair(other, { isStart: false })).not.toBeNull()
    await rendersOtherwise(['card:1'])
    expect(await repairCopies(world.context, going)).toBeNull()
    expect(await listPending(world.context.db)).toEqual([])
  })
})
