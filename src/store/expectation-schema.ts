import { sql } from 'drizzle-orm'
import { customType, index, integer, json, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { RawValue } from '../domain/record.ts'
import { instant } from './instant.ts'

/** sha256 of a key, so that long keys fit into a B-tree. */
const hash = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/** Records that some side wrote and all sides must agree on at the end of their windows. */
export const expectations = pgTable(
  'expectations',
  {
    reconciliation: text('reconciliation').notNull(),
    /** The side whose way of writing keys this is; empty where all sides write them the same. */
    reading: text('reading').notNull(),
    keyHash: hash('key_hash').notNull(),
    /** The parts of the key as a JSON array. */
    key: text('key').notNull(),
    /** Who wrote last. */
    side: text('side').notNull(),
    /** When the first of these events came in; a check begins anew. */
    firstAt: instant('first_at').notNull(),
    /** When the newest of them happened. */
    lastAt: instant('last_at').notNull(),
    dueAt: instant('due_at').notNull(),
    /** How long the window was when the newest event came in. */
    withinSeconds: integer('within_seconds').notNull(),
    /** When it is looked at: when it is due, or before where something is open that an event may have put right. */
    wakeAt: instant('wake_at').notNull(),
    events: integer('events').notNull(),
    /** Grows with each event: whoever checked an older one leaves it. */
    generation: integer('generation').notNull(),
    /** Checks that failed one after another. */
    attempts: integer('attempts').notNull().default(0),
    /** Nothing of its reconciliation is checked before: the last check failed. */
    retryAt: instant('retry_at'),
    /** Who checks it, and until when nobody else does. */
    leasedBy: text('leased_by'),
    leaseUntil: instant('lease_until'),
    error: text('error'),
  },
  (row) => [
    primaryKey({ columns: [row.reconciliation, row.reading, row.keyHash] }),
    index('expectations_wake').on(row.reconciliation, row.wakeAt),
    index('expectations_leased').on(row.leasedBy).where(sql`${row.leasedBy} is not null`),
    index('expectations_retry').on(row.reconciliation, row.retryAt).where(sql`${row.retryAt} is not null`),
  ],
)

/** Requests whose sender may repeat them. */
export const eventRequests = pgTable(
  'event_requests',
  {
    reconciliation: text('reconciliation').notNull(),
    keyHash: hash('key_hash').notNull(),
    /** sha256 of what was asked. */
    bodyHash: hash('body_hash').notNull(),
    accepted: integer('accepted').notNull(),
    dueAt: instant('due_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (request) => [
    primaryKey({ columns: [request.reconciliation, request.keyHash] }),
    index('event_requests_expire').on(request.expiresAt),
  ],
)

/** The newest record of each key that events told, of sides that are read from events. */
export const eventRecords = pgTable(
  'event_records',
  {
    reconciliation: text('reconciliation').notNull(),
    side: text('side').notNull(),
    keyHash: hash('key_hash').notNull(),
    /** The same for keys that are equal as integers: `007` and `7`. */
    lookupHash: hash('lookup_hash').notNull(),
    key: text('key').notNull(),
    /** Null: it was deleted. */
    record: json('record').$type<Readonly<Record<string, RawValue>>>(),
    at: instant('at').notNull(),
  },
  (row) => [
    primaryKey({ columns: [row.reconciliation, row.side, row.keyHash] }),
    // With the side at its end, or the primary key, which begins with it too, might be taken for as good.
    index('event_records_lookup').on(row.reconciliation, row.lookupHash, row.side),
    index('event_records_at').on(row.reconciliation, row.at),
  ],
)
