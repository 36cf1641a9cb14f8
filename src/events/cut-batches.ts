import type { FetchedPartition, TopicMessage } from '../domain/topic.ts'

/** Messages of one partition, with the offsets before and after them. */
export interface MessageBatch {
  readonly partition: number
  readonly expected: bigint
  readonly next: bigint
  readonly messages: readonly TopicMessage[]
}

/** So many messages are taken in one transaction. */
const MOST_MESSAGES = 1_000

/** What is taken together: short transactions, in which many partitions with little in them go together. */
export function* cutBatches(
  fetched: readonly FetchedPartition[],
  most = MOST_MESSAGES,
): Generator<readonly MessageBatch[]> {
  let batch: MessageBatch[] = []
  let count = 0
  for (const piece of fetched.flatMap((partition) => cutPartition(partition, most))) {
    if (count + piece.messages.length > most) {
      yield batch
      batch = []
      count = 0
    }
    batch.push(piece)
    count += piece.messages.length
  }
  if (batch.length > 0) yield batch
}

/** At least one piece where the partition moved at all: what is no message is passed over as well. */
function cutPartition({ partition, from, next, messages }: FetchedPartition, most: number): MessageBatch[] {
  if (next === from) return []
  const pieces: MessageBatch[] = []
  let expected = from
  for (let at = 0; at < messages.length || at === 0; at += most) {
    const some = messages.slice(at, at + most)
    const isLast = at + most >= messages.length
    const until = isLast ? next : some.at(-1)!.offset + 1n
    pieces.push({ partition, expected, next: until, messages: some })
    expected = until
  }
  return pieces
}
