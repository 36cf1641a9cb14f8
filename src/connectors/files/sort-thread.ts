import { parentPort, workerData } from 'node:worker_threads'
import { CounterfoilError, type ErrorCode } from '../../domain/errors.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import { type CheckedCsv, type CheckTask, checkCsv } from './check-csv.ts'
import { type SortTask, sortCsv } from './sort-csv.ts'

/** What the thread tells: what became of the files, and then a batch whenever it is asked for one; null after the last. */
export type Told =
  | { readonly kind: 'memory' }
  | { readonly kind: 'file'; readonly isInOrder: boolean; readonly longestRow: number }
  | { readonly kind: 'checked'; readonly checked: CheckedCsv }
  | { readonly kind: 'batch'; readonly batch: RecordBatch | null }
  | { readonly kind: 'failed'; readonly code: ErrorCode | null; readonly message: string }

/** What it is there for. */
export type ThreadWork =
  | { readonly kind: 'sort'; readonly task: SortTask }
  | { readonly kind: 'check'; readonly task: CheckTask }

const port = parentPort!
const tell = (told: Told, moved: readonly ArrayBuffer[] = []) => port.postMessage(told, moved)

const work = workerData as ThreadWork
const { signal } = new AbortController()

try {
  if (work.kind === 'check') tell({ kind: 'checked', checked: await checkCsv(work.task, signal) })
  else await sort(work.task)
} catch (cause) {
  const code = cause instanceof CounterfoilError ? cause.code : null
  tell({ kind: 'failed', code, message: cause instanceof Error ? cause.message : String(cause) })
}

async function sort(task: SortTask): Promise<void> {
  const sorted = await sortCsv(task, signal)
  if (sorted.kind === 'file') return tell(sorted)
  tell({ kind: 'memory' })
  port.on('message', () => {
    const batch: RecordBatch | null = sorted.batches.next().value ?? null
    const memory = batch ? [batch.bytes.buffer, batch.ends.buffer] : []
    tell({ kind: 'batch', batch }, memory as ArrayBuffer[])
  })
}
