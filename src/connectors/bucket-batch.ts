import { decodeRecord, type RecordBatch, recordText } from '../domain/record-batch.ts'
import type { BucketChecksum } from './contract.ts'

/** Reads rows of bucket, records, checksum, whether a key occurs more than once, sums. */
export function bucketBatch(batch: RecordBatch): readonly BucketChecksum[] {
  return Array.from({ length: batch.count }, (_, index) => readBucket(recordText(batch, index)))
}

function readBucket(line: string): BucketChecksum {
  const [bucket, rows, checksum, hasCopies, ...sums] = decodeRecord(line)
  return {
    bucket: bucket == null ? null : BigInt(bucket),
    rows: Number(rows),
    checksum: checksum!,
    hasCopies: hasCopies === 't' || hasCopies === '1',
    sums,
  }
}
