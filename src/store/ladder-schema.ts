import { isNotNull, sql } from 'drizzle-orm'
import { bigint, index, integer, json, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { LadderState, TargetName } from '../domain/ladder.ts'
import { instant } from './instant.ts'

/** How far the escalation ladder of a discrepancy is: the last one that began. */
export const ladders = pgTable(
  'ladders',
  {
    number: bigint('number', { mode: 'number' }).primaryKey(),
    startedAt: instant('started_at').notNull(),
    /** The next step, from 0, in which round, from 0; null: there is none. */
    step: integer('step'),
    round: integer('round'),
    dueAt: instant('due_at'),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by').$type<NonNullable<LadderState['endedBy']>>(),
    /** Whom the last step called, which step of which round it was, and tags of those of its messages that did not fail. */
    calledTo: text('called_to'),
    calledStep: integer('called_step'),
    calledRound: integer('called_round'),
    tags: json('tags').$type<readonly string[]>().notNull(),
    /** All of its messages failed, why, and nothing was done about it yet. */
    failed: text('failed'),
  },
  (ladder) => [
    index('ladders_due').on(ladder.dueAt).where(sql`${ladder.endedAt} is null`),
    index('ladders_failed').on(ladder.number).where(isNotNull(ladder.failed)),
  ],
)

/** Targets that were missed; `since`: when it was opened or came back. Each is told once. */
export const breaches = pgTable(
  'breaches',
  {
    number: bigint('number', { mode: 'number' }).notNull(),
    target: text('target').$type<TargetName>().notNull(),
    since: instant('since').notNull(),
    at: instant('at').notNull(),
  },
  (breach) => [
    primaryKey({ columns: [breach.number, breach.target, breach.since] }),
    index('breaches_at').on(breach.at),
  ],
)
