import type { TopicMessage } from '../../domain/topic.ts'

/** A batch of records as the broker keeps them; as much of it as is needed. */
export interface KafkaBatch {
  readonly firstOffset: bigint
  readonly lastOffsetDelta: number
  readonly attributes: number
  readonly firstTimestamp: bigint
  readonly maxTimestamp: bigint
  readonly producerId: bigint
  readonly records: readonly KafkaEntry[]
}

interface KafkaEntry {
  readonly offsetDelta: number
  readonly timestampDelta: bigint
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
}

export interface FetchedBatches {
  readonly partition: number
  readonly from: bigint
  readonly batches: readonly KafkaBatch[]
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: bigint }[]
}

const APPEND_TIME = 0b1000
const TRANSACTIONAL = 0b10000
const CONTROL = 0b100000

/**
 * The messages of some batches from an offset on. A broker hands out whole batches, so the first may begin before that;
 * marks of transactions are no messages, and what a transaction wrote that was given up is none either.
 */
export function readBatches({ partition, from, batches, aborted }: FetchedBatches): {
  readonly messages: readonly TopicMessage[]
  readonly next: bigint
} {
  const messages: TopicMessage[] = []
  const waiting = [...aborted].sort((one, other) => Number(one.firstOffset - other.firstOffset))
  const givenUp = new Set<bigint>()
  let next = from
  for (const batch of batches) {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta)
    while (waiting[0] && waiting[0].firstOffset <= last) givenUp.add(waiting.shift()!.producerId)
    if (last + 1n > next) next = last + 1n
    if (batch.attributes & CONTROL) {
      givenUp.delete(batch.producerId)
      continue
    }
    if (batch.attributes & TRANSACTIONAL && givenUp.has(batch.producerId)) continue
    for (const entry of batch.records) {
      const offset = batch.firstOffset + BigInt(entry.offsetDelta)
      if (offset < from) continue
      const { key, value } = entry
      messages.push({ partition, offset, at: timeOf(batch, entry), key, value })
    }
  }
  return { messages, next }
}

function timeOf(batch: KafkaBatch, entry: KafkaEntry): Date | null {
  const isAppended = Boolean(batch.attributes & APPEND_TIME)
  const since = isAppended ? batch.maxTimestamp : batch.firstTimestamp
  // Without times all of a batch begin at -1.
  return since < 0n ? null : new Date(Number(isAppended ? since : since + entry.timestampDelta))
}
