import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Admin, type MessageToProduce, Producer } from '@platformatic/kafka'
import { loadSettings } from '../../src/config/load-settings.ts'
import { connectTo } from '../../src/connectors/connect-to.ts'
import { openTopics } from '../../src/connectors/kafka/open-topic.ts'
import type { EventRecord } from '../../src/domain/event-records.ts'
import type { Topic } from '../../src/domain/topic.ts'
import { startTopics, type Topics } from '../../src/events/start-topics.ts'
import type { Context } from '../../src/operations/context.ts'
import { topicsOf } from '../../src/operations/topics-of.ts'
import { readEventRecords } from '../../src/store/event-records.ts'
import { listPositions } from '../../src/store/topic-offsets.ts'
import { openTrackedFiles, silentLog, type TrackedFiles } from '../support/tracked-files.ts'
import type { TestBroker } from './open-broker.ts'

/** Sends messages to a broker, and makes its topics. */
export interface TopicWriter {
  /** Makes a topic and gives its name, which no other test has. */
  make(partitions?: number): Promise<string>
  send(topic: string, messages: readonly SentMessage[]): Promise<void>
  /** Sends them in a transaction, which is then given up. */
  sendInVain(topic: string, messages: readonly SentMessage[]): Promise<void>
  remove(topic: string): Promise<void>
  /** Removes all messages of a partition before this offset, as retention does. */
  forget(topic: string, before: bigint): Promise<void>
  addPartitions(topic: string, count: number): Promise<void>
  makeAgain(topic: string): Promise<void>
  close(): Promise<void>
}

export interface SentMessage {
  readonly key?: string
  /** An object is sent as JSON, text and bytes as they are; null: nothing, which says that it was deleted. */
  readonly value: object | string | Buffer | null
  readonly at?: Date
  readonly partition?: number
}

export function openWriter({ address }: Pick<TestBroker, 'address'>): TopicWriter {
  // A message that is sent again because its answer took long would be there twice.
  const patience = { timeout: 30_000, requestTimeout: 60_000, retries: 120, retryDelay: 500 }
  const options = { clientId: 'writer', bootstrapBrokers: [address], ...patience }
  const admin = new Admin(options)
  const producer = new Producer(options)
  const transactional = new Producer({ ...options, idempotent: true, transactionalId: randomUUID() })
  for (const client of [admin, producer, transactional]) client.on('client:broker:failed', () => {})
  // Until then a message to one partition is refused, and sending again doubles those to the others.
  const untilLed = async (name: string, count: number) => {
    const partitions = Array.from({ length: count }, (_, partitionIndex) => ({
      partitionIndex,
      timestamp: -1n,
    }))
    await until(
      () =>
        admin.listOffsets({ topics: [{ name, partitions }] }).then(
          () => true,
          () => false,
        ),
      (isLed) => isLed,
    )
  }
  const createTopic = async (topic: string, partitions: number) => {
    await admin.createTopics({ topics: [topic], partitions, replicas: 1 })
    await untilLed(topic, partitions)
  }
  return {
    async make(partitions = 1) {
      const topic = `orders-${randomUUID()}`
      await createTopic(topic, partitions)
      return topic
    },
    async send(topic, messages) {
      await producer.send({ messages: messages.map((message) => bytesOf(topic, message)), acks: -1 })
    },
    async sendInVain(topic, messages) {
      const transaction = await transactional.beginTransaction()
      await transaction.send({ messages: messages.map((message) => bytesOf(topic, message)), acks: -1 })
      await transaction.abort()
    },
    remove: async (topic) => await admin.deleteTopics({ topics: [topic] }),
    async forget(topic, before) {
      const partitions = [{ partition: 0, offset: before }]
      await admin.deleteRecords({ topics: [{ name: topic, partitions }] })
    },
    async addPartitions(topic, count) {
      await admin.createPartitions({ topics: [{ name: topic, count, assignments: null }] })
      await untilLed(topic, count)
      await producer.metadata({ topics: [topic], forceUpdate: true })
    },
    makeAgain: async (topic) => await createTopic(topic, 1),
    async close() {
      await producer.close()
      await transactional.close()
      await admin.close()
    },
  }
}

function bytesOf(topic: string, { key, value, at, partition = 0 }: SentMessage): MessageToProduce {
  const text = typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value)
  return {
    topic,
    partition,
    ...(key === undefined ? {} : { key: Buffer.from(key) }),
    ...(value === null ? {} : { value: Buffer.from(text) }),
    ...(at ? { timestamp: BigInt(at.getTime()) } : {}),
  }
}

/** One tracker for all tests of a file; each test has a reconciliation of its own name. */
export interface TopicTracker {
  readonly files: TrackedFiles
  /** A context whose only reconciliation has a new name, which stands for NAME in the config. */
  configure(config: string, variables: Readonly<Record<string, string>>): Promise<TopicContext>
}

/** `reconciliation`: the name. */
export type TopicContext = Context & { readonly reconciliation: string }

export async function openTopicTracker(): Promise<TopicTracker> {
  const files = await openTrackedFiles()
  let configured = 0
  return {
    files,
    async configure(config, variables) {
      const reconciliation = `orders-${configured++}`
      const path = join(files.folder, `${reconciliation}.yml`)
      await writeFile(path, config.replaceAll('NAME', reconciliation))
      const settings = await loadSettings(path, variables)
      const connect = connectTo({
        ...{ settings, dataFolder: files.tracker.dataFolder, log: silentLog },
        eventRecords: (wanted) => readEventRecords(files.context.db, wanted),
      })
      return { ...files.context, settings, connect, reconciliation }
    },
  }
}

/** Where the side `shop` stands, partition by partition. */
export async function shopOffsets(context: TopicContext): Promise<bigint[]> {
  const { reconciliation, settings, db } = context
  const { consumer } = topicsOf(settings).find((topic) => topic.consumer.side === 'shop')!
  return (await listPositions(db, { ...consumer, reconciliation })).map(({ offset }) => offset)
}

/** Follows the topics of a context until it is stopped; `around`: what is put around each topic. */
export function follow(context: Context, around: (topic: Topic) => Topic = (topic) => topic): Topics {
  const open = openTopics(context.settings)
  return startTopics(context, async (source, group) => around(await open(source, group)))
}

/** Waits until something is so; fails after a while and says what was there instead. */
export async function until<Found>(
  find: () => Promise<Found>,
  isThere: (found: Found) => boolean,
): Promise<Found> {
  const end = performance.now() + 50_000
  for (;;) {
    const found = await find()
    if (isThere(found)) return found
    if (performance.now() > end) {
      const text = JSON.stringify(found, (_, value) => (typeof value === 'bigint' ? String(value) : value))
      throw new Error(`it never came to that; last there was ${text?.slice(0, 2_000)}`)
    }
    await pause(50)
  }
}

/** What events told of one side, by key. */
export async function toldRecords(
  { db, reconciliation }: TopicContext,
  side = 'shop',
): Promise<Record<string, EventRecord['record']>> {
  const told: Record<string, EventRecord['record']> = {}
  for await (const page of readEventRecords(db, { reconciliation, side, keys: null })) {
    for (const { key, record } of page) told[key.join('/')] = record
  }
  return told
}
