import type { RecordBatch } from '../../domain/record-batch.ts'
import { refuseStopped } from '../refuse-stopped.ts'
import { sliceBatches } from '../slice-batches.ts'
import { explainStatementError } from './explain-error.ts'
import type { PostgresSource } from './make-client.ts'
import { openSession, type Session } from './session.ts'

/**
 * The rows of one statement, in a session of its own that also prepares it. Ends only when the server's own count agrees
 * with the rows that arrived.
 */
export async function* copyBatches(
  source: PostgresSource,
  signal: AbortSignal,
  prepare: (session: Session) => Promise<string>,
): AsyncGenerator<RecordBatch, void> {
  refuseStopped(source.name, signal)
  const session = await openSession(source)
  const stop = () => void session.abandon()
  signal.addEventListener('abort', stop, { once: true })
  let finished = false
  try {
    refuseStopped(source.name, signal)
    const sql = await prepare(session)
    let rows = 0
    for await (const batch of sliceBatches(session.copy(sql))) {
      refuseStopped(source.name, signal)
      rows += batch.count
      yield batch
    }
    const copied = await session.copiedRows()
    if (copied !== rows) throw new Error(`${rows} of ${copied} rows arrived`)
    finished = true
  } catch (cause) {
    refuseStopped(source.name, signal)
    throw explainStatementError(source.name, cause)
  } finally {
    signal.removeEventListener('abort', stop)
    await (finished ? session.close() : session.abandon())
  }
}
