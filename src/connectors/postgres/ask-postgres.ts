import type { RawValue } from '../../domain/record.ts'
import type { PostgresSource } from './make-client.ts'
import { openSession } from './session.ts'

const PATIENCE_SECONDS = 30

/** Rows of a short question, from a read-only session of its own. Errors of the statement come as the driver's. */
export async function askPostgres(
  source: PostgresSource,
  question: string,
  signal: AbortSignal,
): Promise<RawValue[][]> {
  const settings = { ...source.settings, statementTimeoutSeconds: PATIENCE_SECONDS }
  const session = await openSession({ ...source, settings })
  const stop = () => void session.abandon()
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    return (await session.query(question)).rows as RawValue[][]
  } finally {
    signal.removeEventListener('abort', stop)
    await session.close()
  }
}
