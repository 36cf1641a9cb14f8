import { BYTE } from '../domain/byte.ts'
import type { RecordBatch } from '../domain/record-batch.ts'

const { NEWLINE } = BYTE

/**
 * Cuts text of PostgreSQL's COPY format into batches without decoding it. Chunks may end anywhere, also inside a
 * character; their memory is taken over and rewritten. Text after the last newline is no record: it is refused.
 */
export async function* sliceBatches(chunks: AsyncIterable<Buffer>): AsyncGenerator<RecordBatch, void> {
  let rest: Buffer[] = []
  for await (const chunk of chunks) {
    const last = chunk.lastIndexOf(NEWLINE)
    if (last === -1) {
      rest.push(chunk)
      continue
    }
    const records = chunk.subarray(0, last + 1)
    yield batchOfLines(rest.length === 0 ? records : Buffer.concat([...rest, records]))
    rest = last + 1 === chunk.length ? [] : [chunk.subarray(last + 1)]
  }
  if (rest.length > 0) throw new Error('the last row has no end')
}

/** Takes the newlines out by moving each row to the left, in place. */
function batchOfLines(bytes: Buffer): RecordBatch {
  const ends: number[] = []
  let target = 0
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start)
    if (start !== target) bytes.copyWithin(target, start, end)
    target += end - start
    ends.push(target)
    start = end + 1
  }
  return { bytes: bytes.subarray(0, target), ends: new Uint32Array(ends), count: ends.length }
}
