import { setImmediate } from 'node:timers/promises'
import { type SQL, sql } from 'drizzle-orm'
import type { EventRecord, EventRecordsWanted } from '../domain/event-records.ts'
import type { RawValue } from '../domain/record.ts'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { hashOf, lookupHashOf } from './key-hash.ts'
import { rowsOf } from './rows-of.ts'

/** What an event told of a record. */
export interface ToldRecord {
  readonly reconciliation: string
  readonly side: string
  /** As the side writes it, part by part. */
  readonly key: readonly RawValue[]
  /** Null: it was deleted. */
  readonly record: Readonly<Record<string, RawValue>> | null
  readonly at: Date
}

/** A statement holds up whatever else an embedded tracker is asked. */
const ROWS_AT_ONCE = 500
const PAGE = 5_000

/**
 * Keeps of each key what was told of the newest time; of two at the same time what comes later. What is told late or twice
 * changes nothing. Call it in a transaction after `lockExpectations`.
 */
export async function saveEventRecords(db: Database, told: readonly ToldRecord[]): Promise<void> {
  const newest = new Map<string, ToldRecord>()
  for (const one of told) {
    const identity = JSON.stringify([one.reconciliation, one.side, one.key])
    const before = newest.get(identity)
    if (!before || before.at <= one.at) newest.set(identity, one)
  }
  for (const chunk of inChunks([...newest.values()], ROWS_AT_ONCE)) {
    await db.execute(upsert(chunk))
    await setImmediate()
  }
}

function upsert(told: readonly ToldRecord[]): SQL {
  const rows = told.map(({ reconciliation, side, key, record, at }) => ({
    ...{ reconciliation, side, at: at.toISOString() },
    key: JSON.stringify(key),
    hash: hashOf(JSON.stringify(key)),
    lookup: lookupHashOf(key),
    // Written twice, so that what is kept is the text that was told: \u0000 would be refused as a text of PostgreSQL.
    record: record === null ? null : JSON.stringify(record),
  }))
  return sql`
    insert into event_records as kept (reconciliation, side, key_hash, lookup_hash, key, record, at)
    select reconciliation, side, decode(hash, 'hex'), decode(lookup, 'hex'), key, record::json, at
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as told (reconciliation text, side text, hash text, lookup text, key text, record text, at timestamptz)
    on conflict (reconciliation, side, key_hash) do update set record = excluded.record, at = excluded.at
    where excluded.at >= kept.at`
}

/** Page by page, in no order. */
export async function* readEventRecords(
  db: Database,
  { reconciliation, side, keys }: EventRecordsWanted,
): AsyncGenerator<readonly EventRecord[]> {
  const ofSide = sql`reconciliation = ${reconciliation} and side = ${side}`
  if (keys !== null) {
    for (const chunk of inChunks(keys, PAGE)) {
      const hashes = JSON.stringify([...new Set(chunk.map(lookupHashOf))])
      // Not lateral: where PostgreSQL has not analysed the table yet it would read the whole side for each key.
      const wanted = sql`(select key_hash, key, record from event_records where ${ofSide}
        and lookup_hash in (select decode(value, 'hex') from json_array_elements_text(${hashes}::json))) as kept`
      yield (await page(db, wanted)).map(toRecord)
    }
    return
  }
  for (let after: string | null = null; ; ) {
    const further: SQL = after === null ? sql`true` : sql`key_hash > decode(${after}, 'hex')`
    const rows: KeptRow[] = await page(
      db,
      sql`(select * from event_records where ${ofSide} and ${further} and record is not null
        order by key_hash limit ${PAGE}::int) as kept`,
    )
    yield rows.map(toRecord)
    if (rows.length < PAGE) return
    after = rows.at(-1)!.hash
  }
}

interface KeptRow {
  readonly hash: string
  readonly key: string
  readonly record: string
}

async function page(db: Database, kept: SQL): Promise<KeptRow[]> {
  return rowsOf(
    await db.execute(sql`select encode(kept.key_hash, 'hex') as hash, kept.key, kept.record::text as record
      from ${kept} where kept.record is not null order by kept.key_hash`),
  )
}

function toRecord({ key, record }: KeptRow): EventRecord {
  return { key: JSON.parse(key), record: JSON.parse(record) }
}
