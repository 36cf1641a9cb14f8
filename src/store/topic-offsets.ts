import { and, eq, gte, sql } from 'drizzle-orm'
import type { TopicPosition } from '../domain/topic.ts'
import type { TopicConsumer } from '../domain/topic-consumer.ts'
import type { Database } from './database.ts'
import { topicOffsets } from './schema.ts'

/** Messages that were taken together. */
export interface OffsetMove {
  readonly partition: number
  /** Where the partition must stand, so that nothing is taken twice. */
  readonly expected: bigint
  readonly next: bigint
  readonly unreadable: { readonly count: number; readonly offset: bigint; readonly why: string } | null
}

/** The next offset of each partition that was begun, by partition. */
export async function listPositions(db: Database, consumer: TopicConsumer): Promise<TopicPosition[]> {
  return await db
    .select({ partition: topicOffsets.partition, offset: topicOffsets.next })
    .from(topicOffsets)
    .where(isOf(consumer))
    .orderBy(topicOffsets.partition)
}

/** Where reading of partitions begins that were never read; of two processes the first one's stands. */
export async function beginPartitions(
  db: Database,
  consumer: TopicConsumer,
  { positions, now }: { readonly positions: readonly TopicPosition[]; readonly now: Date },
): Promise<void> {
  if (positions.length === 0) return
  const { reconciliation, side, topic } = consumer
  await db
    .insert(topicOffsets)
    .values(
      positions.map(({ partition, offset }) => ({
        ...{ reconciliation, side, topic, partition },
        ...{ next: offset, takenAt: now },
      })),
    )
    .onConflictDoNothing()
}

/** Moves a partition on; false where it does not stand where the caller thinks, and then nothing is changed. */
export async function moveOffset(
  db: Database,
  consumer: TopicConsumer,
  { move, now }: { readonly move: OffsetMove; readonly now: Date },
): Promise<boolean> {
  const { partition, expected, next, unreadable } = move
  const counted = unreadable && {
    unreadable: sql`${topicOffsets.unreadable} + ${unreadable.count}::int`,
    unreadableOffset: unreadable.offset,
    unreadableWhy: unreadable.why,
    unreadableAt: now,
  }
  const moved = await db
    .update(topicOffsets)
    .set({ next, takenAt: now, ...counted })
    .where(and(isOf(consumer), eq(topicOffsets.partition, partition), eq(topicOffsets.next, expected)))
    .returning({ partition: topicOffsets.partition })
  return moved.length === 1
}

export interface OffsetJump {
  readonly partition: number
  readonly expected: bigint
  readonly next: bigint
  /** What is gone, as a sentence. */
  readonly lost: string
}

/** Goes on elsewhere, as what stood there is gone; false as with `moveOffset`. */
export async function jumpOffset(
  db: Database,
  consumer: TopicConsumer,
  { jump, now }: { readonly jump: OffsetJump; readonly now: Date },
): Promise<boolean> {
  const { partition, expected, next, lost } = jump
  const moved = await db
    .update(topicOffsets)
    .set({ next, takenAt: now, lost, lostAt: now })
    .where(and(isOf(consumer), eq(topicOffsets.partition, partition), eq(topicOffsets.next, expected)))
    .returning({ partition: topicOffsets.partition })
  return moved.length === 1
}

/** Forgets partitions that a topic made anew does not have. */
export async function dropPartitions(db: Database, consumer: TopicConsumer, from: number): Promise<void> {
  await db.delete(topicOffsets).where(and(isOf(consumer), gte(topicOffsets.partition, from)))
}

export type TopicPartitionRow = typeof topicOffsets.$inferSelect

/** All partitions with what went wrong on them. */
export async function listTopicPartitions(db: Database): Promise<readonly TopicPartitionRow[]> {
  const { reconciliation, side, topic, partition } = topicOffsets
  return await db.select().from(topicOffsets).orderBy(reconciliation, side, topic, partition)
}

function isOf({ reconciliation, side, topic }: TopicConsumer) {
  return and(
    eq(topicOffsets.reconciliation, reconciliation),
    eq(topicOffsets.side, side),
    eq(topicOffsets.topic, topic),
  )
}
