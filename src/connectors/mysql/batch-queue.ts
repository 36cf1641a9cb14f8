import type { Socket } from 'node:net'
import type { RecordBatch } from '../../domain/record-batch.ts'

/** Batches between the network, which is held back when the reader is slow, and the reader, which waits for more. */
export interface BatchQueue {
  push(batch: RecordBatch | null): void
  /** No more will come. */
  end(): void
  /** The first failure is thrown by `next`, whatever still waits. */
  fail(reason: Error): void
  hasFailed(): boolean
  /** The next batch; null after the last. */
  next(): Promise<RecordBatch | null>
}

/** As much as the reader may be behind. */
const MAX_WAITING_BATCHES = 4

/** `silenceSeconds`: a server that sends nothing at all for longer is given up; 0: never. */
export function makeBatchQueue(socket: () => Socket, silenceSeconds: number): BatchQueue {
  const waiting: RecordBatch[] = []
  let failure: Error | null = null
  let isEnded = false
  let wake: () => void = () => undefined

  const fail = (reason: Error) => {
    failure ??= reason
    wake()
  }

  const awaitEvent = async () => {
    let received = socket().bytesRead
    const check = () => {
      if (socket().bytesRead === received) fail(new Error('the server fell silent'))
      received = socket().bytesRead
    }
    const timer = silenceSeconds > 0 ? setInterval(check, silenceSeconds * 1000) : undefined
    await new Promise<void>((resolve) => {
      wake = resolve
    })
    clearInterval(timer)
  }

  return {
    push: (batch) => {
      if (!batch) return
      waiting.push(batch)
      if (waiting.length >= MAX_WAITING_BATCHES) socket().pause()
      wake()
    },
    end: () => {
      isEnded = true
      wake()
    },
    fail,
    hasFailed: () => failure !== null,
    next: async () => {
      for (;;) {
        if (failure) throw failure
        const batch = waiting.shift()
        if (batch) return batch
        if (isEnded) return null
        socket().resume()
        await awaitEvent()
      }
    },
  }
}
