import type { RecordBatch } from '../../domain/record-batch.ts'
import { streamInSession } from '../in-session.ts'
import { sliceBatches } from '../slice-batches.ts'
import type { PostgresSource } from './make-client.ts'
import { postgresSessions } from './postgres-sessions.ts'
import type { Session } from './session.ts'

/**
 * The rows of one statement, in a session of its own that also prepares it. Ends only when the server's own count agrees
 * with the rows that arrived.
 */
export function copyBatches(
  source: PostgresSource,
  signal: AbortSignal,
  prepare: (session: Session) => Promise<string>,
): AsyncGenerator<RecordBatch, void> {
  return streamInSession(postgresSessions(source), signal, (session) => copyAll(session, prepare))
}

async function* copyAll(
  session: Session,
  prepare: (session: Session) => Promise<string>,
): AsyncGenerator<RecordBatch, void> {
  const sql = await prepare(session)
  let rows = 0
  for await (const batch of sliceBatches(session.copy(sql))) {
    rows += batch.count
    yield batch
  }
  const copied = await session.copiedRows()
  if (copied !== rows) throw new Error(`${rows} of ${copied} rows arrived`)
}
