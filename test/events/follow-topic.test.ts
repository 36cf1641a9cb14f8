import { describe, expect, onTestFinished, test } from 'vitest'
import { listTopicTroubles } from '../../src/operations/list-topic-troubles.ts'
import { verifyTopics } from '../../src/operations/verify-topics.ts'
import { BROKER_MISSING } from './open-broker.ts'
import { follow, shopOffsets, type TopicContext, toldRecords, until } from './topic-world.ts'
import { useTopicWorld } from './use-topic-world.ts'

if (BROKER_MISSING) console.warn(BROKER_MISSING)

const world = useTopicWorld()

/** A reconciliation whose first side is a topic. */
async function openOrders(topic: string, { from = 'beginning', key = 'id' } = {}): Promise<TopicContext> {
  const config = `
sources:
  orders_topic: { type: kafka, brokers: "\${BROKERS}", topic: ${topic}, from: ${from} }
  bank: { type: files, path: bank.csv }
reconciliations:
  NAME:
    expectWithin: 5m
    sides:
      shop: { source: orders_topic, key: ${key} }
      bank: { source: bank, key: id }
    fields: { amount: decimal }
`
  return await world.tracker.configure(config, { BROKERS: world.broker.address })
}

/** Follows the topic until it stands at these offsets, does more with it running, and stops. */
async function followTo(
  context: TopicContext,
  offsets: readonly bigint[],
  more: () => Promise<void> = async () => {},
): Promise<void> {
  const topics = follow(context)
  try {
    await untilAt(context, offsets)
    await more()
  } finally {
    await topics.stop()
  }
}

const untilAt = (context: TopicContext, offsets: readonly bigint[]) =>
  until(
    () => shopOffsets(context),
    (found) => found.length === offsets.length && found.every((offset, at) => offset === offsets[at]),
  )

const order = (id: number, amount = '1') => ({ value: { id, amount } })

describe.skipIf(BROKER_MISSING)('a topic that is followed', () => {
  test('keeps what its messages say, the newest of each key, with every digit', async () => {
    const topic = await world.writer.make()
    const context = await openOrders(topic)
    await world.writer.send(topic, [
      { value: '{"id": 1, "amount": 10.50}' },
      { value: '{"id": 9007199254740993, "amount": 1e400}' },
      { value: '{"id": 1, "amount": 11.00}' },
    ])
    await followTo(context, [3n])
    expect(await toldRecords(context)).toEqual({
      1: { id: '1', amount: '11.00' },
      '9007199254740993': { id: '9007199254740993', amount: '1e400' },
    })
    expect(await listTopicTroubles(context)).toEqual([])
  })

  test('is told by the time of its messages, not by their order, and deletes by a message without a value', async () => {
    const topic = await world.writer.make()
    const context = await openOrders(topic)
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 9, minute))
    await world.writer.send(topic, [
      { ...order(1, 'new'), at: at(5) },
      { ...order(1, 'old'), at: at(3) },
      { ...order(2), at: at(1) },
      { key: '2', value: null, at: at(2) },
      { ...order(3, 'written after'), at: at(9) },
      { key: '3', value: null, at: at(8) },
    ])
    await followTo(context, [6n])
    expect(await toldRecords(context)).toEqual({
      1: { id: '1', amount: 'new' },
      3: { id: '3', amount: 'written after' },
    })
  })

  test('is told nothing by a transaction that was given up', async () => {
    const topic = await world.writer.make()
    const context = await openOrders(topic)
    await world.writer.send(topic, [order(1)])
    await world.writer.sendInVain(topic, [order(2), order(3)])
    await world.writer.send(topic, [order(4)])
    // Two messages that are none, and the mark that says so.
    await followTo(context, [5n])
    expect(Object.keys(await toldRecords(context))).toEqual(['1', '4'])
  })

  test('is not held up by messages that cannot be read: they are counted and the last is named', async () => {
    const topic = await world.writer.make()
    const context = await openOrders(topic)
    await world.writer.send(topic, [{ value: 'hello' }, order(1), { value: {} }, order(2)])
    await followTo(context, [4n])
    expect(Object.keys(await toldRecords(context))).toEqual(['1', '2'])
    expect(await listTopicTroubles(context)).toMatchObject([
      {
        ...{ reconciliation: context.reconciliation, side: 'shop', topic, failing: null, lost: null },
        unreadable: { count: 2, why: 'it has no key "id"', partition: 0, offset: '2' },
      },
    ])
  })

  test('counts a record that the tracker cannot hold as unreadable, and takes the others with it', async () => {
    const topic = await world.writer.make()
    const context = await openOrders(topic)
    await world.writer.send(topic, [order(1), { value: '{"id": 2, "amount": "\\ud800"}' }, order(3)])
    await followTo(context, [3n])
    expect(Object.keys(await toldRecords(context))).toEqual(['1', '3'])
    expect(await listTopicTroubles(context)).toMatchObject([{ unreadable: { count: 1 } }])
  })

  test('is read from now on unless its beginning is asked for, and a partition added later from its first message', async () => {
    const topic = await world.writer.make()
    const context = await openOrders(topic, { from: 'now' })
    await world.writer.send(topic, [order(1)])
    await followTo(context, [1n], () => world.writer.send(topic, [order(2)]))
    await world.writer.addPartitions(topic, 2)
    await world.writer.send(topic, [{ ...order(3), partition: 1 }])
    await followTo(context, [2n, 1n])
    expect(Object.keys(await toldRecords(context))).toEqual(['2', '3'])
  })

  test('is waited for where it is not there yet, and then nothing of it is left out', async () => {
    const topic = await world.writer.make()
    await world.writer.remove(topic)
    const context = await openOrders(topic, { from: 'now' })
    const topics = follow(context)
    onTestFinished(topics.stop)
    const [trouble] = await until(
      () => listTopicTroubles(context),
      (troubles) => troubles.length > 0,
    )
    expect(trouble?.failing?.why).toBe(
      `There is no topic "${topic}" on the brokers of source "orders_topic": make it, or correct sources.orders_topic.topic`,
    )
    await world.writer.makeAgain(topic)
    await world.writer.send(topic, [order(1)])
    await untilAt(context, [1n])
    await until(
      () => listTopicTroubles(context),
      (troubles) => troubles.length === 0,
    )
    expect(Object.keys(await toldRecords(context))).toEqual(['1'])
  })

  test('says what was gone before it was read, and goes on with the first message there is', async () => {
    const topic = await world.writer.make()
    const context = await openOrders(topic)
    await world.writer.send(topic, [order(1)])
    await followTo(context, [1n])
    await world.writer.send(topic, [order(2), order(3), order(4)])
    await world.writer.forget(topic, 3n)
    await followTo(context, [4n])
    expect(Object.keys(await toldRecords(context))).toEqual(['1', '4'])
    expect(await listTopicTroubles(context)).toMatchObject([
      { lost: { what: 'messages 1 to 2 of partition 0 were gone before they were read' } },
    ])
  })

  test('is begun anew where it was removed and made again, although its offsets look right', async () => {
    const topic = await world.writer.make()
    const context = await openOrders(topic)
    await world.writer.send(topic, [order(1)])
    await followTo(context, [1n])
    await world.writer.remove(topic)
    await world.writer.makeAgain(topic)
    await world.writer.send(topic, [order(2), order(3)])
    await followTo(context, [2n])
    expect(Object.keys(await toldRecords(context))).toEqual(['1', '2', '3'])
    const [trouble] = await listTopicTroubles(context)
    expect(trouble?.lost?.what).toMatch(/^the topic was removed and made again/)
  })

  test('is tried by `verify`, which says what is wrong with it', async () => {
    const topic = await world.writer.make(3)
    const { settings } = await openOrders(topic)
    // A topic that was made just now has no leaders for a moment.
    const [check] = await until(
      () => verifyTopics(settings),
      ([found]) => found?.state === 'ok',
    )
    expect(check).toEqual({ what: 'topic of orders_topic', state: 'ok', said: 'it answers; 3 partitions' })
    const other = await openOrders('no-such-topic')
    expect(await verifyTopics(other.settings)).toMatchObject([
      { state: 'mend', said: expect.stringContaining('There is no topic "no-such-topic"') },
    ])
  })
})
