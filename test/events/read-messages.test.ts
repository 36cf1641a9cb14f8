import { describe, expect, test } from 'vitest'
import { placeOfValue } from '../../src/domain/place-of-value.ts'
import type { TopicMessage } from '../../src/domain/topic.ts'
import { cutBatches } from '../../src/events/cut-batches.ts'
import { messageReader } from '../../src/events/read-messages.ts'

const NOW = new Date('2026-11-22T09:00:00Z')

function message(offset: number, value: object | string | null, key = '{"id": 7}'): TopicMessage {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const bytes = value === null ? null : Buffer.from(text)
  return { partition: 0, offset: BigInt(offset), at: NOW, key: Buffer.from(key), value: bytes }
}

const reader = (format: 'json' | 'debezium') =>
  messageReader({
    ...{ side: 'shop', format, record: [], at: null, columns: null },
    key: [placeOfValue('id')!],
  })

describe('messageReader()', () => {
  const deleted = { op: 'd', before: { id: 7 }, after: null, source: { ts_ms: NOW.getTime() - 1_000 } }

  test('takes what Debezium sends after a delete for no second one, also in the next batch', () => {
    const read = reader('debezium')
    expect(read([message(3, deleted)], NOW).events).toHaveLength(1)
    expect(read([message(4, null)], NOW).events).toEqual([])
  })

  test('takes an empty message of Debezium for a delete where the one before it is about another record', () => {
    const read = reader('debezium')
    read([message(3, deleted)], NOW)
    expect(read([message(4, null, '{"id": 8}')], NOW).events).toHaveLength(1)
    expect(read([message(9, null)], NOW).events).toHaveLength(1)
  })

  test('counts what cannot be read and names the last', () => {
    const read = reader('json')([message(1, 'x'), message(2, { id: 1 }), message(3, {})], NOW)
    expect(read.events).toHaveLength(1)
    expect(read.unreadable).toEqual({ count: 2, offset: 3n, why: 'it has no key "id"' })
  })
})

describe('cutBatches()', () => {
  const fetched = (partition: number, offsets: number[], next: number) => ({
    ...{ partition, from: BigInt(offsets[0] ?? 0), next: BigInt(next), isGone: false },
    messages: offsets.map((offset) => ({ ...message(offset, {}), partition })),
  })
  const cut = (...all: ReturnType<typeof fetched>[]) =>
    [...cutBatches(all, 2)].map((batch) =>
      batch.map(({ partition, expected, next, messages }) => [
        partition,
        Number(expected),
        Number(next),
        messages.length,
      ]),
    )

  test('cuts a long partition so that each piece goes on where the one before ended', () => {
    expect(cut(fetched(0, [0, 3, 4, 8, 9], 12))).toEqual([[[0, 0, 4, 2]], [[0, 4, 9, 2]], [[0, 9, 12, 1]]])
  })

  test('puts partitions with little in them together, moves one without messages, and leaves one that stands', () => {
    expect(cut(fetched(0, [5], 6), fetched(1, [], 4), fetched(2, [7], 8), fetched(3, [], 0))).toEqual([
      [
        [0, 5, 6, 1],
        [1, 0, 4, 0],
        [2, 7, 8, 1],
      ],
    ])
  })
})
