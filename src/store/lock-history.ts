import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'

/**
 * Waits until nobody else appends to the history, and keeps others waiting until the transaction ends. Whoever writes
 * events takes it before any row: two who lock in different orders would wait for each other.
 */
export async function lockHistory(transaction: Database): Promise<void> {
  await transaction.execute(sql`select counterfoil_lock_history()`)
}
