import { and, eq, sql } from 'drizzle-orm'
import type { Actor } from '../domain/discrepancy.ts'
import type { RemedyState } from '../domain/remedy.ts'
import type { Database } from './database.ts'
import type { RemedyName } from './remedy-attempts.ts'
import { remedyStates } from './schema.ts'

/** As it is now; one that was never used is on, and not by itself. */
export async function readRemedyState(db: Database, name: RemedyName): Promise<RemedyState> {
  const [row] = await db.select().from(remedyStates).where(isOf(name))
  return row ?? { ...name, ...UNUSED }
}

/** The same, and keeps others from reading it so until the transaction ends: of two, one sees what the other did. */
export async function lockRemedyState(transaction: Database, name: RemedyName): Promise<RemedyState> {
  await transaction
    .insert(remedyStates)
    .values({ ...name })
    .onConflictDoNothing()
  const [row] = await transaction.select().from(remedyStates).where(isOf(name)).for('update')
  return row!
}

/** One more verified fix. */
export async function countVerified(
  transaction: Database,
  { reconciliation, remedy, isApproved }: RemedyName & { readonly isApproved: boolean },
): Promise<void> {
  const approved = sql`${remedyStates.approved} + ${isApproved ? 1 : 0}`
  await transaction
    .update(remedyStates)
    .set({ failures: 0, approved })
    .where(isOf({ reconciliation, remedy }))
}

/** One more failure in a row; answers how many there are. */
export async function countFailure(transaction: Database, name: RemedyName): Promise<number> {
  const [row] = await transaction
    .update(remedyStates)
    .set({ failures: sql`${remedyStates.failures} + 1` })
    .where(isOf(name))
    .returning({ failures: remedyStates.failures })
  return row?.failures ?? 0
}

export interface RemedySwitch {
  readonly offSince: Date | null
  /** Null: it is on, or it failed too often. */
  readonly offBy: Actor | null
  readonly autoBy: Actor | null
  readonly autoSince: Date | null
}

/** Switches it. One that is on again begins to count its failures anew. */
export async function switchRemedy(
  transaction: Database,
  { reconciliation, remedy, ...to }: RemedyName & RemedySwitch,
): Promise<void> {
  await transaction
    .update(remedyStates)
    .set({ ...to, ...(to.offSince === null ? { failures: 0 } : {}) })
    .where(isOf({ reconciliation, remedy }))
}

const UNUSED = { offSince: null, failures: 0, approved: 0, autoBy: null, autoSince: null }

function isOf({ reconciliation, remedy }: RemedyName) {
  return and(eq(remedyStates.reconciliation, reconciliation), eq(remedyStates.remedy, remedy))
}
