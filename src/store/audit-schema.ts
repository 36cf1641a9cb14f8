import { sql } from 'drizzle-orm'
import { bigint, customType, index, integer, pgTable, smallint, text, timestamp } from 'drizzle-orm/pg-core'
import type { AuditSubject } from '../domain/audit-text.ts'

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

/**
 * One entry for each event, and for each ended run as it then was; triggers write them. What an entry says of a row stays
 * when the row is pruned. A trigger refuses any change but the checkpoint of what is pruned.
 */
export const auditChain = pgTable(
  'audit_chain',
  {
    /** 1, 2, 3 and so on, without a gap. */
    position: bigint('position', { mode: 'number' }).primaryKey(),
    /** `event`, `run` or `held run`. */
    subject: text('subject').$type<AuditSubject>().notNull(),
    eventId: bigint('event_id', { mode: 'number' }).unique('audit_chain_event'),
    runId: text('run_id'),
    /** How the row is written as text. */
    version: smallint('version').notNull(),
    /** sha256 of the row's text. */
    digest: bytes('digest').notNull(),
    /** sha256 of the hash before it, the digest, the subject and the id. */
    hash: bytes('hash').notNull(),
    /** Which checkpoint says that its row was pruned. */
    checkpoint: bigint('checkpoint', { mode: 'number' }),
  },
  (entry) => [index('audit_chain_run').on(entry.runId).where(sql`${entry.runId} is not null`)],
)

/** What was pruned, written before it went. A trigger refuses update, delete and truncate. */
export const auditCheckpoints = pgTable('audit_checkpoints', {
  /** 1, 2, 3 and so on, without a gap. */
  id: bigint('id', { mode: 'number' }).primaryKey(),
  at: timestamp('at', { withTimezone: true, mode: 'date' }).notNull(),
  /** The end of the chain at that time. */
  position: bigint('position', { mode: 'number' }).notNull(),
  hash: bytes('hash').notNull(),
  /** Entries whose rows went. */
  removed: integer('removed').notNull(),
  /** sha256 of their positions and digests. */
  removedHash: bytes('removed_hash').notNull(),
  /** The retention that asked for it, as JSON. */
  policy: text('policy').notNull(),
  /** HMAC-SHA256 of all of this; null: there was no key. */
  signature: bytes('signature'),
})
