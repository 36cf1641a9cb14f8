import type { KeyOrder } from '../domain/record.ts'
import { batchOf, encodeRecord, type RecordBatch, recordText } from '../domain/record-batch.ts'
import { compareKeys, emptyPosition, findKey } from './key-bytes.ts'

/**
 * Leaves out the records whose key is at or before this one: a source may hand out more than it was asked for. Records
 * without a usable key stay, wherever they stand.
 */
export async function* recordsAfter(
  stream: AsyncIterable<RecordBatch>,
  key: readonly string[],
  keyOrder: readonly KeyOrder[],
): AsyncGenerator<RecordBatch, void> {
  const isLeftOut = leftOut(key, keyOrder)
  let isPast = false
  for await (const batch of stream) {
    if (isPast) {
      yield batch
      continue
    }
    const kept: number[] = []
    for (let index = 0; index < batch.count; index++) {
      const order = isPast ? 'after' : isLeftOut(batch, index)
      if (order === 'after') isPast = true
      if (order !== 'before') kept.push(index)
    }
    if (kept.length === batch.count) yield batch
    else if (kept.length > 0) yield only(batch, kept)
  }
}

function leftOut(key: readonly string[], keyOrder: readonly KeyOrder[]) {
  const record = emptyPosition()
  const boundary = emptyPosition()
  boundary.bytes = Buffer.from(encodeRecord(key))
  boundary.end = boundary.bytes.length
  findKey(boundary, keyOrder)
  return (batch: RecordBatch, index: number): 'before' | 'after' | 'unkeyed' => {
    record.bytes = batch.bytes
    record.start = index === 0 ? 0 : batch.ends[index - 1]!
    record.end = batch.ends[index]!
    if (findKey(record, keyOrder) >= 0) return 'unkeyed'
    return compareKeys(record, boundary, keyOrder) > 0 ? 'after' : 'before'
  }
}

function only(batch: RecordBatch, kept: readonly number[]): RecordBatch {
  const { rawKeys } = batch
  return {
    ...batchOf(kept.map((index) => recordText(batch, index))),
    ...(rawKeys ? { rawKeys: kept.map((index) => rawKeys[index]!) } : {}),
  }
}
