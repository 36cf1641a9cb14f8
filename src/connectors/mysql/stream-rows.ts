import type { Socket } from 'node:net'
import type { Connection } from 'mysql2'
import type { RecordBatch } from '../../domain/record-batch.ts'
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

/** As much as the reader may be behind before the server is held back. */
const MAX_WAITING_BATCHES = 4

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
  const waiting: RecordBatch[] = []
  let failure: Error | null = null
  let isDone = false
  let wake: () => void = () => undefined
  const stop = (reason: Error) => {
    failure ??= reason
    wake()
  }
  const add = (batch: RecordBatch | null) => {
    if (!batch) return
    waiting.push(batch)
    if (waiting.length >= MAX_WAITING_BATCHES) socket().pause()
    wake()
  }

  connection.on('error', stop)
  // Packets out of order.
  connection.on('warn', stop)
  const command = connection.query({ sql, typeCast: false }) as unknown as RowReader
  const readEnd = command.row
  command.row = (packet, from) => {
    if (packet.isEOF()) return readEnd.call(command, packet, from)
    // What was stopped is read on to its end, which comes soon, without looking at it.
    if (failure) return command.row
    try {
      add(encoder.add(packet.buffer, packet.offset, packet.end))
    } catch (error) {
      stop(error as Error)
    }
    return command.row
  }
  // Another version of mysql2 that no longer asks `row` must not look like a table without rows.
  command.on('result', () => stop(new Error('the driver did not hand over its rows')))
  command.on('error', stop)
  command.on('end', () => {
    isDone = true
    wake()
  })
  return { batches: readBatches(), stop }

  async function* readBatches(): AsyncGenerator<RecordBatch, void> {
    for (;;) {
      if (failure) throw failure
      const batch = waiting.shift()
      if (batch) {
        yield batch
      } else if (isDone) {
        const rest = encoder.finish()
        if (rest) yield rest
        return
      } else {
        socket().resume()
        await watchSilence()
      }
    }
  }

  /** Waits for the next event; a server that sends nothing at all for too long is given up. */
  async function watchSilence(): Promise<void> {
    let received = socket().bytesRead
    const check = () => {
      if (socket().bytesRead === received) stop(new Error('the server fell silent'))
      received = socket().bytesRead
    }
    const timer = silenceSeconds > 0 ? setInterval(check, silenceSeconds * 1000) : undefined
    await new Promise<void>((resolve) => {
      wake = resolve
    })
    wake = () => undefined
    clearInterval(timer)
  }
}
