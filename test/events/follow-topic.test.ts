import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Context } from '../../src/operations/context.ts'
import { listTopicTroubles } from '../../src/operations/list-topic-troubles.ts'
import { listPositions } from '../../src/store/topic-offsets.ts'
import { openTrackedFiles } from '../support/tracked-files.ts'
import { BROKER_MISSING, openBroker, type TestBroker } from './open-broker.ts'
import { follow, openWriter, type TopicWriter, toldRecords, until } from './topic-world.ts'

if (BROKER_MISSING) console.warn(BROKER_MISSING)

let broker: TestBroker
let writer: TopicWriter

beforeAll(async () => {
  if (BROKER_MISSING) return
  broker = await openBroker()
  writer = openWriter(broker)
})
afterAll(async () => {
  await writer?.close()
  await broker?.close()
})

/** A reconciliation of two topics, on a tracker of its own. */
async function openOrders(topics: { shop: string; bank?: string; more?: string }) {
  const { shop, bank = shop, more = '' } = topics
  const files = await openTrackedFiles({
    variables: { BROKERS: broker.address },
    config: `
sources:
  shop_topic: { type: kafka, brokers: "\${BROKERS}", topic: ${shop}, from: beginning ${more} }
  bank_topic: { type: kafka, brokers: "\${BROKERS}", topic: ${bank}, from: beginning }
reconciliations:
  orders:
    expectWithin: 5m
    sides:
      shop: { source: shop_topic, key: id }
      bank: { source: bank_topic, key: id }
    fields: { amount: decimal }
`,
  })
  onTestFinished(files.close)
  return files.context
}

const SHOP = { reconciliation: 'orders', side: 'shop' }

async function shopOffsets(context: Context, topic: string) {
  return (await listPositions(context.db, { ...SHOP, topic })).map(({ offset }) => offset)
}

describe.skipIf(BROKER_MISSING)('following a topic', () => {
  test('what its messages say is kept, the newest of each key, with every digit', async () => {
    const topic = await writer.make()
    const context = await openOrders({ shop: topic })
    await writer.send(topic, [
      { value: '{"id": 1, "amount": 10.50}' },
      { value: '{"id": 9007199254740993, "amount": 1e400}' },
      { value: '{"id": 1, "amount": 11.00}' },
    ])
    const topics = follow(context)
    await until(
      () => shopOffsets(context, topic),
      ([offset]) => offset === 3n,
    )
    await topics.stop()
    expect(await toldRecords(context, 'orders', 'shop')).toEqual({
      1: { id: '1', amount: '11.00' },
      '9007199254740993': { id: '9007199254740993', amount: '1e400' },
    })
    expect(await listTopicTroubles(context)).toEqual([])
  })
})
