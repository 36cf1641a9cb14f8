import type { CounterfoilError } from '../domain/errors.ts'
import type { TopicConsumer } from '../domain/topic-consumer.ts'
import {
  type ClaimedTopic,
  claimTopic,
  markTopicFailing,
  markTopicWell,
  releaseTopic,
} from '../store/topic-consumers.ts'
import type { Context } from './context.ts'

/** A process that was killed is replaced after so long. Offsets, and no lease, see that nothing is taken twice. */
const LEASE_MS = 30_000

/** One process of many follows a topic. Null: another does; ask again. Its holder asks again before the lease ends. */
export async function leaseTopic(
  { db, now }: Context,
  consumer: TopicConsumer,
  holder: string,
): Promise<ClaimedTopic | null> {
  const at = now()
  return await claimTopic(db, { ...consumer, holder, now: at, until: new Date(at.getTime() + LEASE_MS) })
}

/** Lets another process follow it at once. */
export async function leaveTopic({ db }: Context, consumer: TopicConsumer, holder: string): Promise<void> {
  await releaseTopic(db, { ...consumer, holder })
}

/** Keeps why a topic cannot be followed, for `/recon status`; null: it is followed again. */
export async function tellTopic(
  { db, now }: Context,
  consumer: TopicConsumer,
  problem: CounterfoilError | null,
): Promise<void> {
  if (problem === null) return await markTopicWell(db, consumer)
  const isMissing = problem.code === 'source-missing'
  await markTopicFailing(db, consumer, { sentence: problem.message, isMissing, now: now() })
}
