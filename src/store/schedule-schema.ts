import { json, pgTable, text } from 'drizzle-orm/pg-core'
import type { Actor } from '../domain/discrepancy.ts'
import { instant } from './instant.ts'

/** What is known of a reconciliation's schedule: its last pause, and the tick that was left out last. */
export const scheduleStates = pgTable('schedule_states', {
  reconciliation: text('reconciliation').primaryKey(),
  pausedAt: instant('paused_at'),
  pausedBy: json('paused_by').$type<Actor>(),
  /** When it ends by itself; null: when somebody ends it. */
  pausedUntil: instant('paused_until'),
  /** Why, in the words of whoever paused it. */
  pauseReason: text('pause_reason'),
  /** When somebody ended it; null: nobody has. */
  resumedAt: instant('resumed_at'),
  /** The newest tick at which nothing was started, because a run was still going; that one began then. */
  leftOutAt: instant('left_out_at'),
  leftOutFor: instant('left_out_for'),
})
