import { Consumer } from '@platformatic/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTopics } from '../../../src/connectors/kafka/open-topic.ts'
import { CounterfoilError } from '../../../src/domain/errors.ts'
import type { KafkaSettings } from '../../../src/domain/settings.ts'
import type { Topic } from '../../../src/domain/topic.ts'
import {
  BROKER_MISSING,
  BROKER_USER,
  IS_FOREIGN,
  openBroker,
  type TestBroker,
} from '../../events/open-broker.ts'
import { openWriter, until } from '../../events/topic-world.ts'

// A broker that is not this file's own asks for other users.
const CANNOT = BROKER_MISSING !== null || IS_FOREIGN

let broker: TestBroker
let topic: string

beforeAll(async () => {
  if (CANNOT) return
  broker = await openBroker({ isSecure: true })
  const writer = openWriter(broker)
  topic = await writer.make()
  await writer.send(topic, [{ value: { id: 1 } }])
  await writer.close()
})
afterAll(async () => await broker?.close())

const sasl = (mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512', password = BROKER_USER.password) => ({
  ...BROKER_USER,
  mechanism,
  password,
})

/** Opens the topic where it asks for TLS and a log-in, does some work and closes it. */
async function withTopic<Result>(
  more: Partial<KafkaSettings>,
  work: (opened: Topic) => Promise<Result>,
): Promise<Result> {
  const settings: KafkaSettings = {
    ...{ type: 'kafka', brokers: [broker.secure!.address], topic, format: 'json', from: 'now' },
    ...{ record: '', at: null, keepSeconds: 1, tls: { ca: broker.secure!.ca }, sasl: null },
    ...more,
  }
  const opened = await openTopics({ sources: { orders_topic: settings } })('orders_topic', 'lag-watchers')
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}

async function refusalOf(more: Partial<KafkaSettings>): Promise<string> {
  try {
    await withTopic(more, (opened) => opened.describe())
  } catch (error) {
    if (error instanceof CounterfoilError) return error.message
    throw error
  }
  return 'it was let in'
}

describe.skipIf(CANNOT)('openTopics()', () => {
  test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'logs in by %s, over TLS',
    async (mechanism) => {
      const read = await withTopic({ sasl: sasl(mechanism) }, (opened) =>
        opened.fetch([{ partition: 0, offset: 0n }]),
      )
      expect(read).toMatchObject([{ partition: 0, from: 0n, next: 1n, isGone: false }])
      expect(String(read[0]?.messages[0]?.value)).toBe('{"id":1}')
    },
  )

  test.each([
    ['a wrong password', () => ({ sasl: sasl('scram-sha-512', 'wrong-pw') }), /did not accept its user/],
    ['an authority nobody trusts', () => ({ tls: { ca: null }, sasl: sasl('plain') }), /No trusted TLS/],
    ['TLS where there is none', () => ({ brokers: [broker.address] }), /No trusted TLS|ask for tls/],
    ['no TLS where it is asked for', () => ({ tls: null, sasl: sasl('plain') }), /ask for tls or sasl/],
    ['no log-in where it is asked for', () => ({}), /ask for tls or sasl/],
    [
      'a certificate that is not there',
      () => ({ tls: { ca: '/nowhere/ca.pem' } }),
      /cannot be read: \/nowhere\/ca\.pem/,
    ],
    ['a topic that is not there', () => ({ topic: 'nowhere', sasl: sasl('plain') }), /no topic "nowhere"/],
  ])('says what is wrong with %s, and no password', async (_, more, sentence) => {
    const said = await refusalOf(more())
    expect(said).toMatch(sentence)
    expect(said).not.toMatch(/s3cret-pw|wrong-pw/)
  })

  test('tells the broker how far it is, for those who watch', async () => {
    await until(
      () =>
        withTopic({ sasl: sasl('plain') }, (opened) => opened.commit([{ partition: 0, offset: 1n }])).then(
          () => true,
          // The broker makes the place for offsets when it is asked for it first.
          () => false,
        ),
      (isTold) => isTold,
    )
    const watcher = new Consumer({
      ...{ clientId: 'watcher', groupId: 'lag-watchers', bootstrapBrokers: [broker.address] },
    })
    const told = await watcher.listCommittedOffsets({ topics: [{ topic, partitions: [0] }] })
    await watcher.close()
    expect(told.get(topic)).toEqual([1n])
  })
})
