import { Worker } from 'node:worker_threads'
import { CounterfoilError } from '../../domain/errors.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import { type CheckedCsv, type CheckTask, checkCsv } from './check-csv.ts'
import { type SortTask, sortCsv } from './sort-csv.ts'
import type { ThreadWork, Told } from './sort-thread.ts'

/** As `SortedCsv`, but the batches come from elsewhere. */
export type SortedElsewhere =
  | { readonly kind: 'memory'; readonly batches: AsyncIterable<RecordBatch> }
  | { readonly kind: 'file'; readonly isInOrder: boolean; readonly longestRow: number }

/** Threads run what is built: from source all is done here. */
const IS_BUILT = import.meta.url.endsWith('.js')

/**
 * Sorts CSV files in a thread of their own, so that sides are read at the same time and the bot answers meanwhile. The
 * thread ends with the signal, which must come.
 */
export async function sortInThread(task: SortTask, signal: AbortSignal): Promise<SortedElsewhere> {
  if (!IS_BUILT) {
    const sorted = await sortCsv(task, signal)
    if (sorted.kind === 'file') return sorted
    return { kind: 'memory', batches: batchesOf(async () => sorted.batches.next().value ?? null) }
  }
  const { hear, ask } = startThread({ kind: 'sort', task }, signal)
  const told = await hear()
  if (told.kind === 'file') return told
  const nextBatch = async () => {
    const answer = await ask()
    return answer.kind === 'batch' ? answer.batch : null
  }
  return { kind: 'memory', batches: batchesOf(nextBatch) }
}

/** Checks CSV files in a thread of their own. The thread ends with the signal, which must come. */
export async function checkInThread(task: CheckTask, signal: AbortSignal): Promise<CheckedCsv> {
  if (!IS_BUILT) return await checkCsv(task, signal)
  const told = await startThread({ kind: 'check', task }, signal).hear()
  if (told.kind !== 'checked') throw new Error('the thread that checks it told something else')
  return told.checked
}

function startThread(work: ThreadWork, signal: AbortSignal) {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./sort-thread.js', import.meta.url), { workerData: work })
  const stop = () => void worker.terminate()
  signal.addEventListener('abort', stop, { once: true })
  let fail: (error: Error) => void = () => undefined
  let over: Error | null = null
  const end = (error: Error) => {
    over ??= error
    fail(over)
  }
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () => {
    signal.removeEventListener('abort', stop)
    end(new Error('the thread that reads it was stopped'))
  })
  const hear = () =>
    new Promise<Told>((resolve, reject) => {
      if (over) return reject(over)
      fail = reject
      worker.once('message', (told: Told) => (told.kind === 'failed' ? reject(errorOf(told)) : resolve(told)))
    })
  const ask = () => {
    const heard = hear()
    worker.postMessage('more')
    return heard
  }
  return { hear, ask }
}

function errorOf({ code, message }: Extract<Told, { kind: 'failed' }>): Error {
  return code === null ? new Error(message) : new CounterfoilError(code, message)
}

/** Asks for a batch ahead. */
async function* batchesOf(next: () => Promise<RecordBatch | null>): AsyncGenerator<RecordBatch, void> {
  for (let coming = next(); ; ) {
    const batch = await coming
    if (batch === null) return
    coming = next()
    // It is awaited in the next round; until then its failure is nobody's.
    coming.catch(() => undefined)
    // What was moved here from another thread is bytes, but no Buffer any more.
    const { buffer, byteOffset, byteLength } = batch.bytes
    yield { ...batch, bytes: Buffer.from(buffer, byteOffset, byteLength) }
  }
}
