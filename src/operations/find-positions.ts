import type { Topic, TopicPosition } from '../domain/topic.ts'
import type { TopicConsumer } from '../domain/topic-consumer.ts'
import { type ClaimedTopic, saveTopicId } from '../store/topic-consumers.ts'
import { beginPartitions, dropPartitions, jumpOffset, listPositions } from '../store/topic-offsets.ts'
import type { Context } from './context.ts'

export interface PositionsWanted {
  readonly consumer: TopicConsumer
  readonly topic: Topic
  readonly claimed: ClaimedTopic
  readonly from: 'beginning' | 'now'
}

/**
 * Where to read on in each partition: where the tracker says, and only where it says nothing yet as the config does. A
 * partition that was added later, or a topic that was not there before, holds nothing but new messages.
 */
export async function findPositions(context: Context, wanted: PositionsWanted): Promise<TopicPosition[]> {
  const { consumer, topic, claimed } = wanted
  const { id, partitions } = await topic.describe()
  const known = await listPositions(context.db, consumer)
  const isOther = claimed.topicId !== null && claimed.topicId !== id
  if (isOther) await beginAnew(context, { ...wanted, id, partitions, known })
  const missing = Array.from({ length: partitions }, (_, partition) => partition).filter(
    (partition) => !known.some((one) => one.partition === partition),
  )
  if (missing.length === 0 && claimed.topicId === id) return known
  const isFirst = known.length === 0 && wanted.from === 'now' && !claimed.isAllNew
  const offsets = missing.length === 0 ? [] : await topic.offsets(isFirst ? 'next' : 'first')
  const positions = missing.map((partition) => ({ partition, offset: offsets[partition]! }))
  await context.db.transaction(async (transaction) => {
    await beginPartitions(transaction, consumer, { positions, now: context.now() })
    await saveTopicId(transaction, consumer, id)
  })
  return await listPositions(context.db, consumer)
}

interface MadeAnew extends PositionsWanted {
  readonly id: string
  readonly partitions: number
  readonly known: readonly TopicPosition[]
}

/** Offsets of the topic that was removed mean nothing in the one that has its name now. */
async function beginAnew(
  context: Context,
  { consumer, topic, id, partitions, known }: MadeAnew,
): Promise<void> {
  const first = await topic.offsets('first')
  const lost = 'the topic was removed and made again: what was not read of the old one is gone'
  const now = context.now()
  await context.db.transaction(async (transaction) => {
    for (const { partition, offset } of known.filter((one) => one.partition < partitions)) {
      const jump = { partition, expected: offset, next: first[partition]!, lost }
      await jumpOffset(transaction, consumer, { jump, now })
    }
    await dropPartitions(transaction, consumer, partitions)
    await saveTopicId(transaction, consumer, id)
  })
  context.log.error(consumer, `${lost}; reading begins anew`)
}

/** Goes on at the first message there is, as those before it are gone, and keeps what was lost. */
export async function skipLost(
  context: Context,
  consumer: TopicConsumer,
  { topic, gone }: { readonly topic: Topic; readonly gone: readonly TopicPosition[] },
): Promise<void> {
  const first = await topic.offsets('first')
  for (const { partition, offset } of gone) {
    const next = first[partition]!
    const lost =
      offset < next
        ? `messages ${offset} to ${next - 1n} of partition ${partition} were gone before they were read`
        : `partition ${partition} has no message ${offset} any more: it is read again from ${next} on`
    const jump = { partition, expected: offset, next, lost }
    if (await jumpOffset(context.db, consumer, { jump, now: context.now() }))
      context.log.error({ ...consumer, partition }, `${lost}; run a check of everything`)
  }
}
