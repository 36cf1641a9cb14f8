import type { RawValue } from '../../domain/record.ts'
import { decodeRecord, recordText } from '../../domain/record-batch.ts'
import type { JoinedKeys, JoinRequest, Joins } from '../contract.ts'
import { checkedSide } from './checked-side.ts'
import { copyBatches } from './copy-batches.ts'
import { fromClause } from './describe-columns.ts'
import { joinStatement, ROW_KIND } from './join-statement.ts'
import { makeClient, type PostgresSource } from './make-client.ts'
import type { Session } from './session.ts'

/** Joins of sides that all live in one Postgres database. */
export function findDifferingKeys(source: PostgresSource): Joins {
  return { database: () => databaseName(source), read: (request) => readJoin(source, request) }
}

/** Server, database, user and all else that decides what a table's name means; without the password. */
function databaseName(source: PostgresSource): string {
  const { user, host, port, database } = makeClient(source)
  const [, parameters = ''] = source.settings.url.split('?')
  return JSON.stringify([user, host, port, database, parameters])
}

async function readJoin(source: PostgresSource, request: JoinRequest): Promise<JoinedKeys> {
  const parts = request.keyOrder.length
  const keys: RawValue[][] = []
  let [identical, sums, hasUnkeyed] = [0, request.summedCells.map((): RawValue => null), false]
  for await (const batch of copyBatches(source, request.signal, (session) =>
    prepare(session, source, request),
  )) {
    for (let index = 0; index < batch.count; index++) {
      const [kind, ...cells] = decodeRecord(recordText(batch, index))
      if (kind === ROW_KIND.unkeyed) hasUnkeyed = true
      else if (kind === ROW_KIND.candidate) keys.push(cells.slice(0, parts))
      else [identical, sums] = [Number(cells[parts]), cells.slice(parts + 1)]
    }
    if (keys.length > request.maxKeys) return { keys: null, identical: 0, sums: [], hasUnkeyed }
  }
  return { keys, identical, sums, hasUnkeyed }
}

/** One after the other: they share the session. */
async function prepare(session: Session, source: PostgresSource, request: JoinRequest): Promise<string> {
  const sides = []
  for (const side of request.sides) {
    const checked = await checkedSide(session, source, { ...side, keyOrder: request.keyOrder })
    sides.push({ ...checked, from: fromClause(source.name, side.location) })
  }
  return joinStatement(sides, request)
}
