import { pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

/** Up to where the change logs of sides were read: each connector's own words. */
export const changePositions = pgTable(
  'change_positions',
  {
    reconciliation: text('reconciliation').notNull(),
    side: text('side').notNull(),
    position: text('position').notNull(),
    /** What was compared, and how: a position of another config says nothing. */
    configHash: text('config_hash').notNull(),
    /** When the run began that read up to there. */
    runAt: timestamp('run_at', { withTimezone: true, mode: 'date' }).notNull(),
  },
  (position) => [primaryKey({ columns: [position.reconciliation, position.side] })],
)
