import { and, eq, sql } from 'drizzle-orm'
import type { TopicConsumer } from '../domain/topic-consumer.ts'
import type { Database } from './database.ts'
import { topicConsumers } from './schema.ts'

/** What is known of a topic that this process may follow. */
export interface ClaimedTopic {
  readonly topicId: string | null
  readonly isAllNew: boolean
  readonly failing: string | null
}

export interface TopicClaim extends TopicConsumer {
  readonly holder: string
  readonly now: Date
  readonly until: Date
}

/** Takes the lease of a topic, or prolongs it; null: another process has it. */
export async function claimTopic(db: Database, claim: TopicClaim): Promise<ClaimedTopic | null> {
  const { holder, now, until, reconciliation, side, topic } = claim
  const [claimed] = await db
    .insert(topicConsumers)
    .values({ reconciliation, side, topic, holder, leaseUntil: until })
    .onConflictDoUpdate({
      target: [topicConsumers.reconciliation, topicConsumers.side, topicConsumers.topic],
      set: { holder, leaseUntil: until },
      setWhere: sql`${topicConsumers.holder} is null or ${topicConsumers.holder} = ${holder}
        or ${topicConsumers.leaseUntil} <= ${now.toISOString()}::timestamptz`,
    })
    .returning({
      topicId: topicConsumers.topicId,
      isAllNew: topicConsumers.isAllNew,
      failing: topicConsumers.failing,
    })
  return claimed ?? null
}

/** Gives the lease back, so that another process need not wait for its end. */
export async function releaseTopic(
  db: Database,
  { holder, ...consumer }: TopicConsumer & { readonly holder: string },
): Promise<void> {
  await db
    .update(topicConsumers)
    .set({ holder: null, leaseUntil: null })
    .where(and(isOf(consumer), eq(topicConsumers.holder, holder)))
}

/** Which topic of this name is followed from now on. */
export async function saveTopicId(db: Database, consumer: TopicConsumer, topicId: string): Promise<void> {
  await db.update(topicConsumers).set({ topicId }).where(isOf(consumer))
}

/** Why it cannot be followed; the first of several failures says since when. `isMissing`: there is no such topic. */
export async function markTopicFailing(
  db: Database,
  consumer: TopicConsumer,
  { sentence, isMissing, now }: { sentence: string; isMissing: boolean; now: Date },
): Promise<void> {
  const isNew = sql`${topicConsumers.isAllNew} or (${isMissing}::boolean and ${topicConsumers.topicId} is null)`
  await db
    .update(topicConsumers)
    .set({
      failing: sentence,
      failingSince: sql`coalesce(${topicConsumers.failingSince}, ${now.toISOString()}::timestamptz)`,
      isAllNew: isNew,
    })
    .where(isOf(consumer))
}

/** It is followed again. */
export async function markTopicWell(db: Database, consumer: TopicConsumer): Promise<void> {
  await db.update(topicConsumers).set({ failing: null, failingSince: null }).where(isOf(consumer))
}

/** Topics of these reconciliations that cannot be followed just now. */
export async function listTopicConsumers(
  db: Database,
): Promise<
  readonly (TopicConsumer & { readonly failing: string | null; readonly failingSince: Date | null })[]
> {
  const { reconciliation, side, topic, failing, failingSince } = topicConsumers
  return await db
    .select({ reconciliation, side, topic, failing, failingSince })
    .from(topicConsumers)
    .orderBy(reconciliation, side, topic)
}

function isOf({ reconciliation, side, topic }: TopicConsumer) {
  return and(
    eq(topicConsumers.reconciliation, reconciliation),
    eq(topicConsumers.side, side),
    eq(topicConsumers.topic, topic),
  )
}
