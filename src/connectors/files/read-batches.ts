import { createReadStream } from 'node:fs'
import type { RecordBatch } from '../../domain/record-batch.ts'
import { sliceBatches } from '../slice-batches.ts'

/** The rows of a file of COPY text. */
export function readBatches(path: string): AsyncIterable<RecordBatch> {
  return sliceBatches(createReadStream(path, { highWaterMark: 256 * 1024 }))
}
