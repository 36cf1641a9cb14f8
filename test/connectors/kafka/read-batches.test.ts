import { expect, test } from 'vitest'
import { type KafkaBatch, readBatches } from '../../../src/connectors/kafka/read-batches.ts'

const TRANSACTIONAL = 0b10000
const CONTROL = 0b100000
const APPEND_TIME = 0b1000

function batch(firstOffset: number, deltas: readonly number[], more: Partial<KafkaBatch> = {}): KafkaBatch {
  const records = deltas.map((offsetDelta) => ({
    ...{ offsetDelta, timestampDelta: BigInt(offsetDelta) },
    ...{ key: null, value: Buffer.from('x') },
  }))
  return {
    ...{ firstOffset: BigInt(firstOffset), lastOffsetDelta: deltas.at(-1) ?? 0, attributes: 0 },
    ...{ firstTimestamp: 1_000n, maxTimestamp: 9_000n, producerId: -1n, records },
    ...more,
  }
}

function read(
  from: number,
  batches: KafkaBatch[],
  aborted: { producerId: bigint; firstOffset: bigint }[] = [],
) {
  const { messages, next } = readBatches({ partition: 0, from: BigInt(from), batches, aborted })
  return { offsets: messages.map(({ offset }) => Number(offset)), next: Number(next), messages }
}

test('readBatches() begins where it was asked to, and goes on after what compaction took out at the end', () => {
  expect(read(2, [batch(0, [0, 1, 2, 4], { lastOffsetDelta: 5 })])).toMatchObject({
    offsets: [2, 4],
    next: 6,
  })
})

test('readBatches() leaves out what a transaction wrote that was given up, until its mark', () => {
  const of = (producerId: bigint, attributes = TRANSACTIONAL) => ({ producerId, attributes })
  const batches = [
    batch(0, [0], of(1n)),
    batch(1, [0], of(2n)),
    batch(2, [0]),
    batch(3, [0], of(1n, TRANSACTIONAL | CONTROL)),
    batch(4, [0], of(1n)),
    batch(5, [0], of(1n, TRANSACTIONAL | CONTROL)),
  ]
  const aborted = [{ producerId: 1n, firstOffset: 0n }]
  expect(read(0, batches, aborted)).toMatchObject({ offsets: [1, 2, 4], next: 6 })
})

test('readBatches() stays where it is when nothing came', () => {
  expect(read(7, [])).toMatchObject({ offsets: [], next: 7 })
})

test('readBatches() takes the time that the topic says: when it was sent, or when the broker got it', () => {
  const times = (attributes: number, firstTimestamp = 1_000n) =>
    read(0, [batch(0, [0, 2], { attributes, firstTimestamp })]).messages.map(
      ({ at }) => at?.getTime() ?? null,
    )
  expect(times(0)).toEqual([1_000, 1_002])
  expect(times(APPEND_TIME)).toEqual([9_000, 9_000])
  expect(times(0, -1n)).toEqual([null, null])
})
