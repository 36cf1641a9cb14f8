import type { FetchedPartition, Topic, TopicPosition } from '../domain/topic.ts'
import type { Context } from '../operations/context.ts'
import { findPositions, skipLost } from '../operations/find-positions.ts'
import { leaseTopic } from '../operations/lease-topic.ts'
import { takeMessages } from '../operations/take-messages.ts'
import type { FollowedTopic } from '../operations/topics-of.ts'
import { cutBatches } from './cut-batches.ts'
import { messageReader } from './read-messages.ts'

export interface Reading {
  readonly topic: FollowedTopic
  readonly opened: Topic
  readonly holder: string
  readonly stopping: AbortSignal
  /** Called after each look that went well. */
  readonly isWell: () => Promise<void>
}

/** Well before the lease ends; new partitions are looked for as well. */
const RENEW_MS = 10_000
/** The broker is told now and then: only people who watch it need to know. */
const COMMIT_MS = 5_000

/** Takes message after message, a batch a transaction, until the lease is another's or the process stops. */
export async function readOn(context: Context, reading: Reading): Promise<void> {
  const { topic, opened, holder, stopping } = reading
  const { consumer } = topic
  const read = messageReader(topic.rules)
  let positions: TopicPosition[] = []
  const [renew, commit] = [every(RENEW_MS), every(COMMIT_MS)]
  while (!stopping.aborted) {
    if (renew.isDue() || positions.length === 0) {
      const claimed = await leaseTopic(context, consumer, holder)
      if (claimed === null) return
      positions = await findPositions(context, { ...topic, topic: opened, claimed })
    }
    const fetched = await opened.fetch(positions)
    const gone = fetched.filter(({ isGone }) => isGone)
    if (gone.length > 0) {
      const lost = gone.map(({ partition, from }) => ({ partition, offset: from }))
      await skipLost(context, consumer, { topic: opened, gone: lost })
      positions = []
    }
    const isTaken = await take(context, { topic, read, fetched, stopping })
    await reading.isWell()
    // Somebody else was here: what the tracker says holds.
    if (!isTaken) positions = []
    positions = positions.map((position) => movedOn(position, fetched))
    if (commit.isDue()) await tellBroker(context, opened, positions)
  }
}

interface Take {
  readonly topic: FollowedTopic
  readonly read: ReturnType<typeof messageReader>
  readonly fetched: readonly FetchedPartition[]
  readonly stopping: AbortSignal
}

/** False: a partition was moved by somebody else, or the process stops, so that not all was taken. */
async function take(context: Context, { topic, read, fetched, stopping }: Take): Promise<boolean> {
  const { consumer } = topic
  for (const batch of cutBatches(fetched)) {
    if (stopping.aborted) return false
    const now = context.now()
    const taken = batch.map(({ partition, expected, next, messages }) => ({
      ...{ partition, expected, next },
      ...read(messages, now),
    }))
    if (!(await takeMessages(context, consumer, taken))) return false
    for (const { partition, unreadable } of taken) {
      if (unreadable === null) continue
      const { count, offset, why } = unreadable
      const facts = { ...consumer, partition, offset: String(offset), count, why }
      context.log.error(facts, 'messages of a topic could not be read; the last of them is named')
    }
  }
  return true
}

function movedOn(position: TopicPosition, fetched: readonly FetchedPartition[]): TopicPosition {
  const found = fetched.find(({ partition }) => partition === position.partition)
  return found ? { partition: position.partition, offset: found.next } : position
}

/** Nothing rests on it: the tracker's offsets are the ones that count. */
async function tellBroker(
  context: Context,
  opened: Topic,
  positions: readonly TopicPosition[],
): Promise<void> {
  if (positions.length === 0) return
  await opened.commit(positions).catch((error: unknown) => {
    context.log.debug({ err: error }, 'offsets could not be told to the brokers')
  })
}

/** Due at intervals, by a clock that nobody sets. */
function every(ms: number) {
  let since = performance.now()
  return {
    isDue(): boolean {
      if (performance.now() - since < ms) return false
      since = performance.now()
      return true
    },
  }
}
