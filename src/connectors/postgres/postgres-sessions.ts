import type { Sessions } from '../in-session.ts'
import { explainStatementError } from './explain-error.ts'
import type { PostgresSource } from './make-client.ts'
import { openSession, type Session } from './session.ts'

/** Sessions of a Postgres source, one for each question. */
export function postgresSessions(source: PostgresSource): Sessions<Session> {
  return {
    name: source.name,
    open: () => openSession(source),
    explain: (cause) => explainStatementError(source.name, cause),
  }
}
