import type { RecordBatch } from '../../domain/record-batch.ts'
import type { Connector, ReadRequest } from '../contract.ts'
import { findColumns } from '../find-columns.ts'
import { refuseStopped } from '../refuse-stopped.ts'
import { sliceBatches } from '../slice-batches.ts'
import { describeColumns } from './describe-columns.ts'
import { explainStatementError } from './explain-error.ts'
import type { PostgresSource } from './make-client.ts'
import { readChecksums } from './read-checksums.ts'
import { checkDateColumn } from './scope-condition.ts'
import { type SelectStatement, selectStatement } from './select-statement.ts'
import { openSession, type Session } from './session.ts'

/** A Postgres source. Every read has a connection and a snapshot of its own; nothing stays open between them. */
export async function openPostgres(source: PostgresSource): Promise<Connector> {
  return {
    columns: async (location) => {
      const session = await openSession(source)
      try {
        return await describeColumns(session, source, location)
      } catch (cause) {
        throw explainStatementError(source.name, cause)
      } finally {
        await session.close()
      }
    },
    read: (request) => readSide(source, request),
    checksums: readChecksums(source),
    close: async () => undefined,
  }
}

async function* readSide(source: PostgresSource, request: ReadRequest): AsyncGenerator<RecordBatch, void> {
  const { signal } = request
  refuseStopped(source.name, signal)
  const session = await openSession(source)
  const stop = () => void session.abandon()
  signal.addEventListener('abort', stop, { once: true })
  let finished = false
  try {
    refuseStopped(source.name, signal)
    const statement = await prepare(session, source, request)
    for await (const batch of copyBatches(session, statement)) {
      refuseStopped(source.name, signal)
      yield batch
    }
    finished = true
  } catch (cause) {
    refuseStopped(source.name, signal)
    throw explainStatementError(source.name, cause)
  } finally {
    signal.removeEventListener('abort', stop)
    await (finished ? session.close() : session.abandon())
  }
}

async function prepare(
  session: Session,
  source: PostgresSource,
  request: ReadRequest,
): Promise<SelectStatement> {
  const { location, scope } = request
  const columns = await describeColumns(session, source, location)
  const place = location.table === null ? `${source.name}: the query` : `${source.name}: ${location.table}`
  const isDated = scope.kind === 'dates' || scope.kind === 'changed'
  const dateColumn = isDated ? findColumns(place, columns, [scope.column])[0]! : null
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
  return statement
}

/** Ends only when the server's own count agrees with the rows that arrived. */
async function* copyBatches(session: Session, statement: SelectStatement) {
  let rows = 0
  for await (const batch of sliceBatches(session.copy(statement.sql))) {
    rows += batch.count
    yield batch
  }
  const copied = await session.copiedRows()
  if (copied !== rows) throw new Error(`${rows} of ${copied} rows arrived`)
}
