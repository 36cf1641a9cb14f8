import type { Socket } from 'node:net'
import type { Connection } from 'mysql2'
import type { RecordBatch } from '../../domain/record-batch.ts'
import { type BatchQueue, makeBatchQueue } from './batch-queue.ts'
import type { RowEncoder } from './row-encoder.ts'

/** Rows of one running statement. */
export interface RowStream {
  readonly batches: AsyncGenerator<RecordBatch, void>
  /** Fails the stream at once, wherever it waits. */
  stop(reason: Error): void
}

/** A packet as mysql2 hands it to the command that awaits it. */
interface Packet {
  readonly buffer: Buffer
  readonly offset: number
  readonly end: number
  isEOF(): boolean
}

/** The part of mysql2's `Query` that takes a row: it answers with what takes the next one. */
interface RowReader {
  row(packet: Packet, connection: unknown): unknown
  on(event: 'error', listener: (error: Error) => void): this
  on(event: 'end' | 'result', listener: () => void): this
}

/**
 * Sends a statement and encodes its rows straight from the bytes of the network: mysql2 would make an object of every
 * cell first, at twice the work. A result that ended without the server's last packet fails.
 */
export function streamRows(
  connection: Connection,
  sql: string,
  { encoder, silenceSeconds }: { encoder: RowEncoder; silenceSeconds: number },
): RowStream {
  const socket = () => (connection as unknown as { readonly stream: Socket }).stream
  const queue = makeBatchQueue(socket, silenceSeconds)
  connection.on('error', queue.fail)
  // Packets out of order.
  connection.on('warn', queue.fail)
  const command = connection.query({ sql, typeCast: false }) as unknown as RowReader
  const readEnd = command.row
  command.row = (packet, from) => {
    if (packet.isEOF()) return readEnd.call(command, packet, from)
    // What was stopped is read on to its end, which comes soon, without looking at it.
    if (queue.hasFailed()) return command.row
    try {
      queue.push(encoder.add(packet.buffer, packet.offset, packet.end))
    } catch (error) {
      queue.fail(error as Error)
    }
    return command.row
  }
  // Another version of mysql2 that no longer asks `row` must not look like a table without rows.
  command.on('result', () => queue.fail(new Error('the driver did not hand over its rows')))
  command.on('error', queue.fail)
  command.on('end', queue.end)
  return { batches: readBatches(queue, encoder), stop: queue.fail }
}

async function* readBatches(queue: BatchQueue, encoder: RowEncoder): AsyncGenerator<RecordBatch, void> {
  for (let batch = await queue.next(); batch; batch = await queue.next()) yield batch
  const rest = encoder.finish()
  if (rest) yield rest
}
