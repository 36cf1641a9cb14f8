import type { Connector, ReadRequest } from '../contract.ts'
import { findColumns, findScopeColumn } from '../find-columns.ts'
import { askInSession } from '../in-session.ts'
import { placeOf } from '../place-of.ts'
import { copyBatches } from './copy-batches.ts'
import { describeColumns } from './describe-columns.ts'
import { findDifferingKeys } from './find-differing-keys.ts'
import type { PostgresSource } from './make-client.ts'
import { openChangeLog } from './open-change-log.ts'
import { postgresSessions } from './postgres-sessions.ts'
import { readChecksums } from './read-checksums.ts'
import { checkDateColumn } from './scope-condition.ts'
import { selectStatement } from './select-statement.ts'
import type { Session } from './session.ts'

/** A Postgres source. Every read has a connection and a snapshot of its own; nothing stays open between them. */
export async function openPostgres(source: PostgresSource): Promise<Connector> {
  return {
    columns: (location) =>
      askInSession(postgresSessions(source), null, (session) => describeColumns(session, source, location)),
    read: (request) => copyBatches(source, request.signal, (session) => prepare(session, source, request)),
    checksums: readChecksums(source),
    joins: findDifferingKeys(source),
    changes: openChangeLog(source),
    close: async () => undefined,
  }
}

async function prepare(session: Session, source: PostgresSource, request: ReadRequest): Promise<string> {
  const { location, scope } = request
  const columns = await describeColumns(session, source, location)
  const place = placeOf(source.name, location)
  const dateColumn = findScopeColumn(place, columns, scope)
  if (dateColumn)
    checkDateColumn(source.name, scope.kind === 'dates' ? 'dateColumn' : 'updatedAt', dateColumn)
  const statement = selectStatement(source.name, request, {
    columns: findColumns(place, columns, request.columns),
    dateColumn,
    encoding: session.encoding,
  })
  for (const setting of Object.entries(statement.settings)) {
    await session.query('SELECT set_config($1, $2, true)', setting)
  }
  return statement.sql
}
