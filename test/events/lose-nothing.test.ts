import { eq, sql } from 'drizzle-orm'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { FetchedPartition, Topic, TopicPosition } from '../../src/domain/topic.ts'
import type { Context } from '../../src/operations/context.ts'
import { listTopicTroubles } from '../../src/operations/list-topic-troubles.ts'
import { expectations } from '../../src/store/schema.ts'
import { BROKER_MISSING, IS_FOREIGN } from './open-broker.ts'
import { follow, shopOffsets, type TopicContext, until } from './topic-world.ts'
import { useTopicWorld } from './use-topic-world.ts'

const world = useTopicWorld()

async function openOrders(topic: string): Promise<TopicContext> {
  const config = `
sources:
  orders_topic: { type: kafka, brokers: "\${BROKERS}", topic: ${topic}, from: beginning }
  shop: { type: files, path: shop.csv }
  bank: { type: files, path: bank.csv }
reconciliations:
  NAME:
    expectWithin: 5m
    sides:
      shop: { source: shop, key: id, events: { source: orders_topic, key: id } }
      bank: { source: bank, key: id }
    fields: { amount: decimal }
`
  return await world.tracker.configure(config, { BROKERS: world.broker.address })
}

/** How many keys are awaited, and how often events told of them: each message has a key of its own. */
async function countNoted({ db, reconciliation }: TopicContext): Promise<{ keys: number; events: number }> {
  const [counted] = await db
    .select({ keys: sql<number>`count(*)::int`, events: sql<number>`coalesce(sum(events), 0)::int` })
    .from(expectations)
    .where(eq(expectations.reconciliation, reconciliation))
  return counted!
}

const orders = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => ({
    value: { id: from + index },
    partition: index % 2,
  }))

/** A topic whose looks can be watched, and held up. */
const watched =
  (
    look: (
      positions: readonly TopicPosition[],
      fetch: Topic['fetch'],
    ) => Promise<readonly FetchedPartition[]>,
  ) =>
  (topic: Topic): Topic => ({ ...topic, fetch: (positions) => look(positions, topic.fetch) })

describe.skipIf(BROKER_MISSING)('each message is taken once', () => {
  test('where the process stops in the middle of a batch, before its transaction ends', async () => {
    const topic = await world.writer.make(2)
    const context = await openOrders(topic)
    await world.writer.send(topic, orders(0, 100))
    let refused = 0
    const db = new Proxy(context.db, {
      get: (target, name) => {
        if (name !== 'transaction') return Reflect.get(target, name)
        return (work: (transaction: Context['db']) => Promise<unknown>) =>
          target.transaction(async (transaction) => {
            await work(transaction)
            const { keys } = await countNoted({ ...context, db: transaction })
            if (keys > 0 && refused++ < 2) throw new Error('killed before the end')
          })
      },
    })
    const topics = follow({ ...context, db })
    await until(
      () => shopOffsets(context),
      (offsets) => offsets.length === 2 && offsets.every((offset) => offset === 50n),
    )
    await topics.stop()
    expect(refused).toBeGreaterThan(2)
    expect(await countNoted(context)).toEqual({ keys: 100, events: 100 })
  })

  test('where two processes follow a topic, one of which thinks wrongly that it still may', async () => {
    const topic = await world.writer.make(2)
    const context = await openOrders(topic)
    await world.writer.send(topic, orders(0, 100))
    // The first reads, and is held up so long that its lease ends and another takes its place.
    let isRead: () => void = () => {}
    let goOn: () => void = () => {}
    const read = new Promise<void>((resolve) => {
      isRead = resolve
    })
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const zombie = follow(
      context,
      watched(async (positions, fetch) => {
        const fetched = await fetch(positions)
        isRead()
        await held
        return fetched
      }),
    )
    await read
    const later = () => new Date(Date.now() + 60_000)
    const other = follow({ ...context, now: later })
    const done = (offsets: readonly bigint[]) =>
      offsets.length === 2 && offsets.every((offset) => offset === 50n)
    await until(() => shopOffsets(context), done)
    await other.stop()
    goOn()
    await world.writer.send(topic, orders(100, 120))
    await until(
      () => shopOffsets(context),
      (offsets) => offsets.every((offset) => offset === 60n),
    )
    await zombie.stop()
    expect(await countNoted(context)).toEqual({ keys: 120, events: 120 })
  })

  test.skipIf(IS_FOREIGN)(
    'where the broker is killed and started again while 5,000 messages are read',
    {
      timeout: 240_000,
    },
    async () => {
      const topic = await world.writer.make(2)
      const context = await openOrders(topic)
      // A look brings a megabyte of a partition, so that there are several.
      const padding = 'x'.repeat(1_000)
      const messages = orders(0, 5_000).map(({ value, partition }) => ({
        value: { ...value, padding },
        partition,
      }))
      for (let at = 0; at < messages.length; at += 500)
        await world.writer.send(topic, messages.slice(at, at + 500))
      let looks = 0
      const topics = follow(
        context,
        watched(async (positions, fetch) => {
          if (++looks === 2) await world.broker.kill()
          return await fetch(positions)
        }),
      )
      onTestFinished(topics.stop)
      const [trouble] = await until(
        () => listTopicTroubles(context),
        (troubles) => troubles.length > 0,
      )
      expect(trouble?.failing?.why).toBe(
        `The brokers of source "orders_topic" cannot be reached, or do not answer for topic "${topic}": look at sources.orders_topic.brokers, at whether they ask for tls or sasl, and at the network`,
      )
      const before = await countNoted(context)
      expect(before.events).toBeGreaterThan(0)
      expect(before.events).toBeLessThan(5_000)
      await world.broker.start()
      await until(
        () => shopOffsets(context),
        (offsets) => offsets.every((offset) => offset === 2_500n),
      )
      expect(await countNoted(context)).toEqual({ keys: 5_000, events: 5_000 })
      await until(
        () => listTopicTroubles(context),
        (troubles) => troubles.length === 0,
      )
    },
  )
})
