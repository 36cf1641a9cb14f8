import { and, eq, lte, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { lanes } from './schema.ts'

/** Of all processes one looks at the copies at a time: it has this lane. */
const LANE = 'repair'

/**
 * Takes the work until `leaseUntil`. False: another process has it, or did it not long ago; `isStart` asks only for the
 * first, as a new process may render otherwise.
 */
export async function claimRepair(
  db: Database,
  { now, leaseUntil, isStart }: { readonly now: Date; readonly leaseUntil: Date; readonly isStart: boolean },
): Promise<boolean> {
  const epoch = new Date(0)
  await db.insert(lanes).values({ lane: LANE, leaseUntil: epoch, freeAt: epoch }).onConflictDoNothing()
  const isFree = and(
    eq(lanes.lane, LANE),
    lte(lanes.leaseUntil, now),
    isStart ? sql`true` : lte(lanes.freeAt, now),
  )
  const claimed = await db.update(lanes).set({ leaseUntil }).where(isFree).returning({ lane: lanes.lane })
  return claimed.length === 1
}

/** Goes on until then, or ends it, and then nobody begins before `freeAt`. False: the lease had ended, and somebody took it. */
export async function renewRepair(
  db: Database,
  held: Date,
  next: { readonly leaseUntil: Date; readonly freeAt?: Date },
): Promise<boolean> {
  const renewed = await db
    .update(lanes)
    .set(next)
    .where(and(eq(lanes.lane, LANE), eq(lanes.leaseUntil, held)))
    .returning({ lane: lanes.lane })
  return renewed.length === 1
}
