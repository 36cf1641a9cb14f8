import { sql } from 'drizzle-orm'
import { bigint, index, integer, json, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Actor } from '../domain/discrepancy.ts'
import type { RawValue, RecordKey } from '../domain/record.ts'
import type { AttemptState } from '../domain/remedy.ts'
import { instant } from './instant.ts'

/** Tries of remedies. Of each discrepancy at most one is under way. */
export const remedyAttempts = pgTable(
  'remedy_attempts',
  {
    id: text('id').primaryKey(),
    number: bigint('number', { mode: 'number' }).notNull(),
    reconciliation: text('reconciliation').notNull(),
    remedy: text('remedy').notNull(),
    state: text('state').$type<AttemptState>().notNull(),
    actor: json('actor').$type<Actor>().notNull(),
    approvedAt: instant('approved_at').notNull(),
    endedAt: instant('ended_at'),
    bulk: text('bulk'),
    /** The run whose findings it is for; null: a person asked. */
    runId: text('run_id'),
    undoes: text('undoes'),
    side: text('side').notNull(),
    key: json('key').$type<RecordKey>().notNull(),
    before: json('before').$type<Readonly<Record<string, RawValue>>>(),
    after: json('after').$type<Readonly<Record<string, RawValue>>>(),
    said: text('said'),
    /** Names what was looked at. */
    hash: text('hash').notNull(),
    /** When others may take whoever does it for dead. */
    leaseUntil: instant('lease_until').notNull(),
    /** From when on it may have been done: nothing was sent, or committed, before. */
    armedAt: instant('armed_at'),
  },
  (attempt) => [
    uniqueIndex('remedy_attempts_one_at_a_time').on(attempt.number).where(sql`${attempt.endedAt} is null`),
    index('remedy_attempts_number').on(attempt.number, attempt.approvedAt),
    index('remedy_attempts_newest').on(attempt.reconciliation, attempt.remedy, attempt.approvedAt),
    index('remedy_attempts_open').on(attempt.leaseUntil).where(sql`${attempt.endedAt} is null`),
  ],
)

/** Whether remedies may be used. One without a row may be, and was not used yet. */
export const remedyStates = pgTable(
  'remedy_states',
  {
    reconciliation: text('reconciliation').notNull(),
    remedy: text('remedy').notNull(),
    offSince: instant('off_since'),
    /** Who switched it off; null: it failed too often. */
    offBy: json('off_by').$type<Actor>(),
    /** In a row. */
    failures: integer('failures').notNull().default(0),
    /** Verified fixes that people approved. */
    approved: integer('approved').notNull().default(0),
    autoBy: json('auto_by').$type<Actor>(),
    autoSince: instant('auto_since'),
  },
  (state) => [primaryKey({ columns: [state.reconciliation, state.remedy] })],
)
