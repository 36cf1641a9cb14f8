import type { Sessions } from '../in-session.ts'
import { explainStatementError } from './explain-error.ts'
import type { MysqlSource } from './mysql-source.ts'
import { openSession, type Session } from './session.ts'

/** Sessions of a MySQL or MariaDB source, one for each question. */
export function mysqlSessions(source: MysqlSource): Sessions<Session> {
  return {
    name: source.name,
    open: () => openSession(source),
    explain: (cause) => explainStatementError(source.name, cause),
  }
}
