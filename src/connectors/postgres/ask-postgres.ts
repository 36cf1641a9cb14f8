import type { RawValue } from '../../domain/record.ts'
import { askInSession } from '../in-session.ts'
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
  const sessions = {
    name: source.name,
    open: () => openSession({ ...source, settings }),
    explain: (cause: unknown) => cause as Error,
  }
  return await askInSession(
    sessions,
    signal,
    async (session) => (await session.query(question)).rows as RawValue[][],
  )
}
