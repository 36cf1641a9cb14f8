import { describe, expect, test } from 'vitest'
import { concludeExpectations } from '../../src/operations/conclude-expectations.ts'
import { listDiscrepancies } from '../../src/store/discrepancies.ts'
import { outbox } from '../../src/store/schema.ts'
import { listPositions } from '../../src/store/topic-offsets.ts'
import { writeSettled } from '../support/write-settled.ts'
import { BROKER_MISSING } from './open-broker.ts'
import { follow, type SentMessage, shopOffsets, type TopicContext, until } from './topic-world.ts'
import { useTopicWorld } from './use-topic-world.ts'

const world = useTopicWorld()

/** Brokers take no message from the future. */
const NOON = new Date('2026-01-15T12:00:00Z')
const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000)

interface Orders {
  readonly context: TopicContext
  readonly shop: string
  readonly bank: string
}

/** Orders that a shop tells in JSON, and a bank by Debezium, under names of its own. */
async function openOrders(): Promise<Orders> {
  const [shop, bank] = [await world.writer.make(), await world.writer.make()]
  const config = `
sources:
  shop_topic: { type: kafka, brokers: "\${BROKERS}", topic: ${shop}, from: beginning, record: order }
  bank_topic: { type: kafka, brokers: "\${BROKERS}", topic: ${bank}, from: beginning, format: debezium }
reconciliations:
  NAME:
    expectWithin: 5m
    sides:
      shop: { source: shop_topic, key: id, columns: { amount: total.value } }
      bank: { source: bank_topic, key: order_no }
    fields: { amount: decimal }
    guard: false
    notify: { channel: "#ops" }
`
  return { context: await world.tracker.configure(config, { BROKERS: world.broker.address }), shop, bank }
}

/** Sends messages, and takes all of both topics at this time. */
async function take({ context, shop, bank }: Orders, now: Date, sent: Sent): Promise<void> {
  if (sent.shop) await world.writer.send(shop, sent.shop)
  if (sent.bank) await world.writer.send(bank, sent.bank)
  const before = [await standing(context, 'shop', shop), await standing(context, 'bank', bank)]
  const topics = follow({ ...context, now: () => now })
  await until(
    async () => [await standing(context, 'shop', shop), await standing(context, 'bank', bank)],
    (after) =>
      after[0] === before[0]! + BigInt(sent.shop?.length ?? 0) &&
      after[1] === before[1]! + BigInt(sent.bank?.length ?? 0),
  )
  await topics.stop()
}

interface Sent {
  readonly shop?: readonly SentMessage[]
  readonly bank?: readonly SentMessage[]
}

async function standing(context: TopicContext, side: string, topic: string): Promise<bigint> {
  const consumer = { reconciliation: context.reconciliation, side, topic }
  return (await listPositions(context.db, consumer))[0]?.offset ?? 0n
}

/** Checks what is due at this time, and says what is known then. */
async function conclude({ context }: Pick<Orders, 'context'>, now: Date): Promise<string[]> {
  while ((await concludeExpectations({ ...context, now: () => now })) > 0);
  const found = await listDiscrepancies(context.db, { limit: 100, reconciliation: context.reconciliation })
  const said = found.map(({ finding, status }) => {
    const missing = 'missingFrom' in finding ? ` from ${finding.missingFrom.join(', ')}` : ''
    return `${Object.values(finding.key).join('/')} ${finding.kind}${missing}: ${status}`
  })
  return said.sort()
}

const ordered = (id: number, value: string, at = NOON): SentMessage => ({
  key: String(id),
  value: `{"order": {"id": ${id}, "total": {"value": ${value}}}}`,
  at,
})
const booked = (id: number, amount: string, { op = 'c', at = NOON } = {}): SentMessage => {
  const row = { order_no: id, amount }
  const [before, after] = op === 'd' ? [row, null] : [null, row]
  return { value: { op, before, after, source: { ts_ms: at.getTime() } }, key: `{"order_no": ${id}}`, at }
}

describe.skipIf(BROKER_MISSING)('two topics', () => {
  test('that agree in the end tell nobody, whatever the order and however often', async () => {
    const orders = await openOrders()
    await take(orders, NOON, {
      shop: [
        ordered(1, '10.0'),
        ordered(2, '20'),
        ordered(1, '10.0'),
        ordered(3, '5'),
        ordered(3, '6', minutes(-1)),
      ],
      bank: [
        booked(2, '20.00'),
        booked(3, '5.00'),
        booked(1, '9.00', { at: minutes(-2) }),
        booked(1, '10.00'),
      ],
    })
    expect(await conclude(orders, minutes(10))).toEqual([])
    expect(await orders.context.db.select().from(outbox)).toEqual([])
  })

  test('tell what one of them lacks when the window ends, and nothing before', async () => {
    const orders = await openOrders()
    await take(orders, NOON, { shop: [ordered(1, '10')] })
    expect(await conclude(orders, new Date(minutes(5).getTime() - 1))).toEqual([])
    expect(await conclude(orders, minutes(5))).toEqual(['1 missing from bank: new'])
  })

  test('resolve by themselves what comes after its window', async () => {
    const orders = await openOrders()
    await take(orders, NOON, { shop: [ordered(1, '10')] })
    await conclude(orders, minutes(5))
    await take(orders, minutes(7), { bank: [booked(1, '10', { at: minutes(7) })] })
    expect(await conclude(orders, new Date(minutes(7).getTime() + 2_000))).toEqual([
      '1 missing from bank: resolved',
    ])
  })

  test('tell of a delete on one of them, by a message without a value or by Debezium', async () => {
    const orders = await openOrders()
    await take(orders, NOON, {
      shop: [ordered(1, '10'), ordered(2, '20')],
      bank: [booked(1, '10'), booked(2, '20')],
    })
    expect(await conclude(orders, minutes(5))).toEqual([])
    await take(orders, minutes(6), {
      shop: [{ key: '1', value: null, at: minutes(6) }],
      bank: [booked(2, '20', { op: 'd', at: minutes(6) })],
    })
    expect(await conclude(orders, minutes(11))).toEqual([
      '1 missing from shop: new',
      '2 missing from bank: new',
    ])
  })

  test('show a record that cannot be read as one that is not right', async () => {
    const orders = await openOrders()
    await take(orders, NOON, {
      shop: [ordered(1, '10')],
      bank: [booked(1, '10'), { key: '{"order_no": 1}', value: '{"op":', at: minutes(1) }],
    })
    expect(await conclude(orders, minutes(10))).toEqual(['1 invalid: new'])
  })
})

describe.skipIf(BROKER_MISSING)('a topic that tells of a side that is read elsewhere', () => {
  test('has the keys of its messages checked there', async () => {
    const topic = await world.writer.make()
    const config = `
sources:
  orders_topic: { type: kafka, brokers: "\${BROKERS}", topic: ${topic}, from: beginning }
  shop: { type: files, path: shop.csv, settledFor: 0s }
  bank: { type: files, path: bank.csv, settledFor: 0s }
reconciliations:
  NAME:
    expectWithin: 5m
    sides:
      shop: { source: shop, key: id, events: { source: orders_topic, key: $key, at: written } }
      bank: { source: bank, key: id }
    fields: { amount: decimal }
    guard: false
`
    const context = await world.tracker.configure(config, { BROKERS: world.broker.address })
    const { folder } = world.tracker.files
    await writeSettled(`${folder}/shop.csv`, 'id,amount\n7,1.00\n8,1.00\n9,1.00\n')
    await writeSettled(`${folder}/bank.csv`, 'id,amount\n7,1\n')
    const sent = (key: string, written: Date) => ({
      key,
      value: { written: written.toISOString() },
      at: NOON,
    })
    await world.writer.send(topic, [sent('7', NOON), sent('8', NOON), sent('9', minutes(-1))])
    const topics = follow({ ...context, now: () => NOON })
    await until(
      () => shopOffsets(context),
      ([offset]) => offset === 3n,
    )
    await topics.stop()
    expect(await conclude({ context }, minutes(4))).toEqual(['9 missing from bank: new'])
    expect(await conclude({ context }, minutes(5))).toEqual([
      '8 missing from bank: new',
      '9 missing from bank: new',
    ])
  })
})
