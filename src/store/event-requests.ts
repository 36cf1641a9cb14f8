import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { hashOf } from './key-hash.ts'
import { rowsOf } from './rows-of.ts'

/** A request that its sender may repeat. */
export interface EventRequest {
  readonly reconciliation: string
  readonly idempotencyKey: string
  /** sha256 of what was asked, in hex. */
  readonly body: string
  readonly accepted: number
  readonly dueAt: Date
}

const DAY_MS = 86_400_000

/** One text for which request it is. */
export function requestOf({
  reconciliation,
  idempotencyKey,
}: Pick<EventRequest, 'reconciliation' | 'idempotencyKey'>) {
  return JSON.stringify([reconciliation, hashOf(idempotencyKey)])
}

/** Those of these that were done within the last day, by `requestOf`. */
export async function findEventRequests(
  db: Database,
  wanted: readonly Pick<EventRequest, 'reconciliation' | 'idempotencyKey'>[],
  now: Date,
): Promise<ReadonlyMap<string, Pick<EventRequest, 'body' | 'accepted' | 'dueAt'>>> {
  if (wanted.length === 0) return new Map()
  const rows = wanted.map(({ reconciliation, idempotencyKey }) => ({
    reconciliation,
    hash: hashOf(idempotencyKey),
  }))
  const found = rowsOf<{ reconciliation: string; hash: string; body: string; accepted: number; due: number }>(
    await db.execute(sql`
      select done.reconciliation, encode(key_hash, 'hex') as hash, encode(body_hash, 'hex') as body, accepted,
        extract(epoch from due_at)::float8 * 1000 as due
      from json_to_recordset(${JSON.stringify(rows)}::json) as wanted (reconciliation text, hash text)
      join event_requests done on done.reconciliation = wanted.reconciliation and key_hash = decode(wanted.hash, 'hex')
      where expires_at > ${now.toISOString()}::timestamptz`),
  )
  return new Map(
    found.map(({ reconciliation, hash, body, accepted, due }) => [
      JSON.stringify([reconciliation, hash]),
      { body, accepted, dueAt: new Date(due) },
    ]),
  )
}

/** Remembers for a day what was done. */
export async function saveEventRequests(
  db: Database,
  done: readonly EventRequest[],
  now: Date,
): Promise<void> {
  if (done.length === 0) return
  const rows = done.map(({ reconciliation, idempotencyKey, body, accepted, dueAt }) => ({
    ...{ reconciliation, body, accepted },
    hash: hashOf(idempotencyKey),
    due: dueAt.toISOString(),
  }))
  const expires = new Date(now.getTime() + DAY_MS).toISOString()
  await db.execute(sql`
    insert into event_requests (reconciliation, key_hash, body_hash, accepted, due_at, expires_at)
    select reconciliation, decode(hash, 'hex'), decode(body, 'hex'), accepted, due, ${expires}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as done (reconciliation text, hash text, body text, accepted int, due timestamptz)
    on conflict (reconciliation, key_hash) do update set
      body_hash = excluded.body_hash, accepted = excluded.accepted, due_at = excluded.due_at, expires_at = excluded.expires_at`)
}

/** Forgets those that are older than a day. */
export async function deleteExpiredRequests(db: Database, now: Date): Promise<void> {
  await db.execute(sql`delete from event_requests where expires_at <= ${now.toISOString()}::timestamptz`)
}
