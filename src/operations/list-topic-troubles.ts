import type { TopicConsumer } from '../domain/topic-consumer.ts'
import type { TopicTrouble } from '../domain/topic-trouble.ts'
import { listTopicConsumers } from '../store/topic-consumers.ts'
import { listTopicPartitions, type TopicPartitionRow } from '../store/topic-offsets.ts'
import type { Context } from './context.ts'
import { topicsOf } from './topics-of.ts'

/** What is wrong with the topics that the config follows. */
export async function listTopicTroubles({ db, settings }: Context): Promise<TopicTrouble[]> {
  const followed = new Set(topicsOf(settings).map(({ consumer }) => identityOf(consumer)))
  if (followed.size === 0) return []
  const partitions = await listTopicPartitions(db)
  const consumers = await listTopicConsumers(db)
  return consumers
    .filter((consumer) => followed.has(identityOf(consumer)))
    .map(({ failing, failingSince, ...consumer }) => {
      const own = partitions.filter((row) => identityOf(row) === identityOf(consumer))
      return {
        ...consumer,
        failing: failing === null || failingSince === null ? null : { why: failing, since: failingSince },
        unreadable: unreadableOf(own),
        lost: lostOf(own),
      }
    })
    .filter(({ failing, unreadable, lost }) => failing ?? unreadable ?? lost)
}

function identityOf({ reconciliation, side, topic }: TopicConsumer): string {
  return JSON.stringify([reconciliation, side, topic])
}

function unreadableOf(rows: readonly TopicPartitionRow[]): TopicTrouble['unreadable'] {
  const last = newest(rows, ({ unreadableAt }) => unreadableAt)
  if (!last?.unreadableAt) return null
  return {
    count: rows.reduce((sum, { unreadable }) => sum + unreadable, 0),
    why: last.unreadableWhy ?? '',
    partition: last.partition,
    offset: String(last.unreadableOffset),
    at: last.unreadableAt,
  }
}

function lostOf(rows: readonly TopicPartitionRow[]): TopicTrouble['lost'] {
  const last = newest(rows, ({ lostAt }) => lostAt)
  return last?.lost && last.lostAt ? { what: last.lost, at: last.lostAt } : null
}

function newest(
  rows: readonly TopicPartitionRow[],
  at: (row: TopicPartitionRow) => Date | null,
): TopicPartitionRow | undefined {
  const when = (row: TopicPartitionRow) => at(row)?.getTime() ?? 0
  return [...rows].filter((row) => at(row) !== null).sort((one, other) => when(other) - when(one))[0]
}
