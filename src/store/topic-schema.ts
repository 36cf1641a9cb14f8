import { bigint, boolean, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './instant.ts'

const consumer = { reconciliation: text('reconciliation').notNull(), side: text('side').notNull() }

/** Topics that tell of a side's writes, and who follows them. */
export const topicConsumers = pgTable(
  'topic_consumers',
  {
    ...consumer,
    topic: text('topic').notNull(),
    /** The broker's own; another one means that the topic was removed and made again. Null: it was never there yet. */
    topicId: text('topic_id'),
    /** It was not there at the first look, so nothing in it is older than that. */
    isAllNew: boolean('is_all_new').notNull().default(false),
    /** The process that follows it, until when unless it says so again. */
    holder: text('holder'),
    leaseUntil: instant('lease_until'),
    /** Why it cannot be followed just now, as a sentence, and since when. */
    failing: text('failing'),
    failingSince: instant('failing_since'),
  },
  (row) => [primaryKey({ columns: [row.reconciliation, row.side, row.topic] })],
)

/** How far each partition was taken; moves in the transaction that saves what its messages said. */
export const topicOffsets = pgTable(
  'topic_offsets',
  {
    ...consumer,
    topic: text('topic').notNull(),
    partition: integer('partition').notNull(),
    /** The next offset to take. */
    next: bigint('next', { mode: 'bigint' }).notNull(),
    takenAt: instant('taken_at').notNull(),
    /** Messages that could not be read, the last one's offset and why. */
    unreadable: bigint('unreadable', { mode: 'number' }).notNull().default(0),
    unreadableOffset: bigint('unreadable_offset', { mode: 'bigint' }),
    unreadableWhy: text('unreadable_why'),
    unreadableAt: instant('unreadable_at'),
    /** What was gone before it was taken, as a sentence, and when that was seen last. */
    lost: text('lost'),
    lostAt: instant('lost_at'),
  },
  (row) => [primaryKey({ columns: [row.reconciliation, row.side, row.topic, row.partition] })],
)
