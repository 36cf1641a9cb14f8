import { expect, test } from 'vitest'
import { topicsOf } from '../../src/operations/topics-of.ts'
import { loadText, refusalOf } from '../support/config-files.ts'

const ENVIRONMENT = { BROKERS: 'kafka-1:9092, kafka-2', PASSWORD: 'sesame' }

interface Parts {
  readonly source?: string
  readonly side?: string
  readonly more?: string
}

/** A config with a topic of these keys, and a side that it tells of. */
function config({
  source = 'brokers: kafka-1:9092, topic: orders',
  side = '{ source: orders_topic, key: id }',
  more = 'expectWithin: 5m',
}: Parts): string {
  return `sources:
  orders_topic: { type: kafka, ${source} }
  bank: { type: files, path: bank.csv }
reconciliations:
  orders:
    ${more}
    sides:
      shop: ${side}
      bank: { source: bank, key: id }
    fields: { amount: decimal }
`
}

const refusal = (parts: Parts) => refusalOf(config(parts), ENVIRONMENT)
const load = async (parts: Parts) => (await loadText(config(parts), ENVIRONMENT)).settings

test('a topic needs brokers and its name, and everything else has a default', async () => {
  expect((await load({})).sources.orders_topic).toEqual({
    ...{ type: 'kafka', brokers: ['kafka-1:9092'], topic: 'orders', format: 'json', from: 'now' },
    ...{ record: '', at: null, keepSeconds: 30 * 86_400, tls: null, sasl: null },
  })
})

test('a topic may say all that it can, its brokers also as one text', async () => {
  const source = `brokers: "\${BROKERS}", topic: shop.orders, format: json, from: beginning, record: data.order, at: written,
    keep: 90d, tls: { ca: /certs/kafka.pem }, sasl: { mechanism: scram-sha-512, username: cf, password: "\${PASSWORD}" }`
  expect((await load({ source })).sources.orders_topic).toEqual({
    ...{ type: 'kafka', brokers: ['kafka-1:9092', 'kafka-2'], topic: 'shop.orders' },
    ...{ format: 'json', from: 'beginning', record: 'data.order', at: 'written', keepSeconds: 90 * 86_400 },
    ...{ tls: { ca: '/certs/kafka.pem' } },
    ...{ sasl: { mechanism: 'scram-sha-512', username: 'cf', password: 'sesame' } },
  })
})

test('a side that is a topic keeps what a comparison may ask for, and one that it tells of keeps nothing', async () => {
  const own =
    '{ source: orders_topic, key: [$key.region, id], columns: { amount: total.value }, updatedAt: at }'
  const side = { more: 'expectWithin: 5m', side: own }
  const bank = 'bank: { source: bank, key: id }'
  const text = config(side).replace(bank, 'bank: { source: bank, key: [region, id] }')
  const [topic] = topicsOf((await loadText(text, ENVIRONMENT)).settings)
  expect(topic?.consumer).toEqual({ reconciliation: 'orders', side: 'shop', topic: 'orders' })
  expect(topic?.rules.columns?.map(({ name }) => name)).toEqual(['$key.region', 'id', 'total.value', 'at'])
  const events = '{ source: bank, key: id, events: { source: orders_topic, key: $key, at: written } }'
  const [told] = topicsOf(await load({ side: events }))
  expect(told?.rules).toMatchObject({ columns: null, at: ['written'], key: [{ of: 'key', path: [] }] })
})

test.each<readonly [what: string, parts: Parts, sentence: string]>([
  [
    'brokers that are URLs',
    { source: 'brokers: ["kafka://kafka-1:9092"], topic: orders' },
    'sources.orders_topic.brokers[0]: "kafka://kafka-1:9092" is not a list of brokers: write [host:9092, host:9092] or "${KAFKA_BROKERS}"',
  ],
  [
    'a password in the file',
    {
      source: 'brokers: kafka-1, topic: orders, sasl: { mechanism: plain, username: cf, password: "s3cret" }',
    },
    'sources.orders_topic.sasl.password: a password stands in this file: write "${KAFKA_PASSWORD}" and put it in the environment variable KAFKA_PASSWORD',
  ],
  [
    'a time for Debezium',
    { source: 'brokers: kafka-1, topic: orders, format: debezium, at: written' },
    'sources.orders_topic.at: a change event of Debezium says itself where its record is and when it was written: remove at',
  ],
  [
    'a table of a topic',
    { side: '{ source: orders_topic, key: id, table: orders }' },
    'reconciliations.orders.sides.shop.table: a side that events tell of has no table: remove it, what is read is what was told',
  ],
  [
    'a key that is no path',
    { side: '{ source: orders_topic, key: "order..id" }' },
    'reconciliations.orders.sides.shop.key: "order..id" is no path into a message: write it like order.id, $key or ["odd.name"]',
  ],
  [
    'events of what is no topic',
    { side: '{ source: bank, key: id, events: { source: bank, key: id } }' },
    'reconciliations.orders.sides.shop.events.source: "bank" is a source of type files: write one of type kafka',
  ],
  [
    'events with another number of key parts',
    { side: '{ source: bank, key: id, events: { source: orders_topic, key: [a, b] } }' },
    'reconciliations.orders.sides.shop.events.key: the key has 2 here and 1 on the side: write as many',
  ],
  [
    'events of a side that is a topic',
    { side: '{ source: orders_topic, key: id, events: { source: orders_topic, key: id } }' },
    'reconciliations.orders.sides.shop.events: the side is a topic itself, so its own messages tell: remove events',
  ],
  [
    'events where nobody says how soon',
    {
      side: '{ source: bank, key: id, events: { source: orders_topic, key: id } }',
      more: 'title: Orders',
    },
    'reconciliations.orders.sides.shop.events: it is not said how soon the other sides must follow: write expectWithin: 5m on the reconciliation',
  ],
])('%s: refused', async (_, parts, sentence) => {
  const said = await refusal(parts)
  // Where exactly that stands is tried with other keys.
  expect(said.map((line) => line.replace(/^\d+:\d+ /, ''))).toEqual([sentence])
})
