import type { Consumer } from '@platformatic/kafka'
import { CounterfoilError } from '../../domain/errors.ts'
import type { KafkaSettings, Settings } from '../../domain/settings.ts'
import type { FetchedPartition, OpenTopic, Topic, TopicPosition } from '../../domain/topic.ts'
import { explainKafkaError } from './explain-kafka-error.ts'
import { kafkaOptions } from './kafka-options.ts'
import { type FetchedBatches, type KafkaBatch, readBatches } from './read-batches.ts'

type Client = Consumer<Buffer, Buffer, Buffer, Buffer>

/** Opens topics by the name of their source. Kafka's client is loaded by the first. */
export function openTopics({ sources }: Pick<Settings, 'sources'>): OpenTopic {
  return async (source, group) => {
    const found = sources[source]
    if (found?.type !== 'kafka')
      throw new CounterfoilError('not-found', `There is no kafka source "${source}" in the config`)
    const { Consumer } = await import('@platformatic/kafka')
    const client = new Consumer(await kafkaOptions(source, found, group))
    client.topics.track(found.topic)
    // Offsets are told without being a member of the group: no broker shares out what the tracker leases.
    Object.assign(client, { memberId: '', generationId: -1 })
    // What it tells in this way, the call under way fails with as well.
    client.on('client:broker:failed', () => {})
    return explained(topicOf(client, found), source, found.topic)
  }
}

/** Every method's failures as sentences. */
function explained(topic: Topic, source: string, name: string): Topic {
  const told = <Words extends unknown[], Result>(call: (...words: Words) => Promise<Result>) => {
    return async (...words: Words): Promise<Result> => {
      try {
        return await call(...words)
      } catch (error) {
        throw explainKafkaError(error, source, name)
      }
    }
  }
  return {
    describe: told(topic.describe),
    offsets: told(topic.offsets),
    fetch: told(topic.fetch),
    commit: told(topic.commit),
    close: topic.close,
  }
}

const FIRST = -2n
const NEXT = -1n
const READ_COMMITTED = 1

function topicOf(client: Client, { topic: name }: KafkaSettings): Topic {
  const metadata = async (forceUpdate: boolean) => {
    const known = await client.metadata({ topics: [name], forceUpdate })
    return known.topics.get(name)!
  }
  return {
    async describe() {
      const { id, partitionsCount } = await metadata(true)
      return { id, partitions: partitionsCount }
    },
    async offsets(end) {
      const timestamp = end === 'first' ? FIRST : NEXT
      const found = await client.listOffsets({ topics: [name], timestamp, isolationLevel: READ_COMMITTED })
      return found.get(name)!
    },
    async fetch(positions) {
      const { id, partitions } = await metadata(false)
      const leaderOf = ({ partition }: TopicPosition) => partitions[partition]?.leader ?? -1
      const leaders = [...new Set(positions.map(leaderOf))]
      const fetched = await Promise.all(
        leaders.map((node) => {
          const wanted = positions.filter((position) => leaderOf(position) === node)
          return fetchFrom(client, { node, topicId: id, wanted })
        }),
      )
      return fetched.flat()
    },
    async commit(positions) {
      const offsets = positions.map((position) => ({ topic: name, ...position, leaderEpoch: -1 }))
      await client.commit({ offsets })
    },
    async close() {
      // Closed twice, or in the middle of a failure: there is nothing left to end.
      await new Promise<void>((resolve) => client.close(true, () => resolve()))
    },
  }
}

interface LeaderFetch {
  readonly node: number
  readonly topicId: string
  readonly wanted: readonly TopicPosition[]
}

/** What the answer says of one partition. */
interface Answer {
  readonly partitionIndex: number
  readonly errorCode: number
  readonly abortedTransactions: FetchedBatches['aborted'] | null
  readonly records?: readonly KafkaBatch[]
}

async function fetchFrom(
  client: Client,
  { node, topicId, wanted }: LeaderFetch,
): Promise<FetchedPartition[]> {
  const asked = wanted.map(({ partition, offset }) => ({
    partition,
    fetchOffset: offset,
    currentLeaderEpoch: -1,
    lastFetchedEpoch: -1,
    partitionMaxBytes: 1_048_576,
  }))
  const request = {
    ...{ node, maxWaitTime: 500, minBytes: 1, maxBytes: 8_388_608, isolationLevel: READ_COMMITTED },
    topics: [{ topicId, partitions: asked }],
  }
  const response = await client.fetch(request).catch(answerWithin)
  const from = new Map(wanted.map(({ partition, offset }) => [partition, offset]))
  const answers: readonly Answer[] = response.responses.flatMap(({ partitions }) => partitions)
  return answers.map((answer) => partitionOf(answer, from.get(answer.partitionIndex)!))
}

const OUT_OF_RANGE = 1

/** The client fails for all partitions where the offset of one is gone; the answer still stands in the error. */
function answerWithin(error: unknown): { responses: readonly { partitions: readonly Answer[] }[] } {
  const { response } = error as { response?: { responses?: readonly { partitions: readonly Answer[] }[] } }
  const answers = response?.responses?.flatMap(({ partitions }) => partitions) ?? []
  const isOnlyGone =
    answers.length > 0 && answers.every(({ errorCode }) => [0, OUT_OF_RANGE].includes(errorCode))
  if (!isOnlyGone) throw error
  return { responses: response!.responses! }
}

function partitionOf(answer: Answer, from: bigint): FetchedPartition {
  const { partitionIndex: partition, errorCode, records, abortedTransactions } = answer
  const isGone = errorCode === OUT_OF_RANGE
  const read = readBatches({ partition, from, batches: records ?? [], aborted: abortedTransactions ?? [] })
  return { partition, from, isGone, ...read }
}
