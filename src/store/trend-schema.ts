import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { FindingKind } from '../domain/finding.ts'
import { instant } from './instant.ts'

/** What became open and what became resolved on a day, summed up from events; it stays when these are pruned. */
export const fieldDays = pgTable(
  'field_days',
  {
    reconciliation: text('reconciliation').notNull(),
    /** `2026-11-01`, in the zone of the schedule at the time. */
    day: text('day').notNull(),
    kind: text('kind').$type<FindingKind>().notNull(),
    /** Empty: about the whole record. */
    field: text('field').notNull(),
    /** As it then was; empty: none was recognised. */
    cause: text('cause').notNull(),
    opened: integer('opened').notNull(),
    resolved: integer('resolved').notNull(),
  },
  (day) => [primaryKey({ columns: [day.reconciliation, day.day, day.kind, day.field, day.cause] })],
)

/** Up to which event they are summed up. */
export const trendPlaces = pgTable('trend_places', {
  id: text('id').primaryKey(),
  through: bigint('through', { mode: 'number' }).notNull(),
})

/** What was within tolerance, as the last run of everything of a day saw it. */
export const driftDays = pgTable(
  'drift_days',
  {
    reconciliation: text('reconciliation').notNull(),
    day: text('day').notNull(),
    field: text('field').notNull(),
    count: integer('count').notNull(),
    /** Exact decimals. */
    max: text('max').notNull(),
    sum: text('sum').notNull(),
  },
  (day) => [primaryKey({ columns: [day.reconciliation, day.day, day.field] })],
)

/** Since when runs do not see a cause in a field any more. */
export const causeStates = pgTable(
  'cause_states',
  {
    reconciliation: text('reconciliation').notNull(),
    field: text('field').notNull(),
    cause: text('cause').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    /** Days since then on which a run of all that may differ came to its end, and the last of them. */
    quietDays: integer('quiet_days').notNull(),
    quietDay: text('quiet_day'),
    /** When it was said to be gone; null: it is not. */
    goneAt: instant('gone_at'),
    /** When it came back last after that, and since when it had been away. */
    backAt: instant('back_at'),
    awaySince: instant('away_since'),
  },
  (state) => [primaryKey({ columns: [state.reconciliation, state.field, state.cause] })],
)
