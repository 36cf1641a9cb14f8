import { and, asc, desc, eq, gt, isNull, lte, notInArray, sql } from 'drizzle-orm'
import type { RawValue, RecordKey } from '../domain/record.ts'
import type { AttemptState, RemedyAttempt } from '../domain/remedy.ts'
import type { Database } from './database.ts'
import { remedyAttempts } from './schema.ts'

/** An attempt with what only whoever does it needs. */
export interface HeldAttempt extends RemedyAttempt {
  readonly key: RecordKey
  readonly hash: string
  readonly runId: string | null
  readonly leaseUntil: Date
  /** From when on it may have been done; null: it was not. */
  readonly armedAt: Date | null
}

export type NewAttempt = Omit<HeldAttempt, 'endedAt' | 'said' | 'armedAt' | 'after'>

/** Null: another attempt at the same discrepancy is under way. */
export async function insertAttempt(db: Database, attempt: NewAttempt): Promise<HeldAttempt | null> {
  const [saved] = await db.insert(remedyAttempts).values(attempt).onConflictDoNothing().returning()
  return saved ? toAttempt(saved) : null
}

/**
 * Says, before it is done, that it may have been from now on, and what is then there. False: it is no longer ours, so it must
 * not be done.
 */
export async function armAttempt(
  db: Database,
  { id, now, leaseUntil, after }: Pick<HeldAttempt, 'id' | 'leaseUntil' | 'after'> & { readonly now: Date },
): Promise<boolean> {
  const armed = await db
    .update(remedyAttempts)
    .set({ armedAt: now, leaseUntil, after })
    .where(
      and(
        eq(remedyAttempts.id, id),
        eq(remedyAttempts.state, 'running'),
        isNull(remedyAttempts.armedAt),
        gt(remedyAttempts.leaseUntil, now),
      ),
    )
    .returning({ id: remedyAttempts.id })
  return armed.length > 0
}

export interface AttemptProgress {
  readonly state: AttemptState
  readonly said?: string | null
  readonly before?: Readonly<Record<string, RawValue>> | null
  readonly after?: Readonly<Record<string, RawValue>> | null
  /** Null: it goes on. */
  readonly endedAt: Date | null
  /** Only while it certainly was not done. */
  readonly onlyUnarmed?: boolean
}

/** What became of one that is under way. Null: somebody else said so before. */
export async function saveAttempt(
  db: Database,
  id: string,
  { onlyUnarmed = false, ...progress }: AttemptProgress,
): Promise<HeldAttempt | null> {
  const [saved] = await db
    .update(remedyAttempts)
    .set({ ...progress, ...(progress.said == null ? {} : { said: progress.said.replaceAll('\0', '␀') }) })
    .where(
      and(
        eq(remedyAttempts.id, id),
        isNull(remedyAttempts.endedAt),
        onlyUnarmed ? isNull(remedyAttempts.armedAt) : undefined,
      ),
    )
    .returning()
  return saved ? toAttempt(saved) : null
}

/** Of one that is under way. */
export async function renewAttempt(db: Database, id: string, leaseUntil: Date): Promise<void> {
  await db
    .update(remedyAttempts)
    .set({ leaseUntil })
    .where(and(eq(remedyAttempts.id, id), isNull(remedyAttempts.endedAt)))
}

/** Says of a verified fix that it was taken back. */
export async function markUndone(db: Database, id: string): Promise<void> {
  await db.update(remedyAttempts).set({ state: 'undone' }).where(eq(remedyAttempts.id, id))
}

/** Takes one whose lease has ended, so that of several who look one concludes it. */
export async function claimAbandoned(
  db: Database,
  { now, leaseUntil }: { readonly now: Date; readonly leaseUntil: Date },
): Promise<HeldAttempt | null> {
  return await db.transaction(async (transaction) => {
    const [found] = await transaction
      .select()
      .from(remedyAttempts)
      .where(and(isNull(remedyAttempts.endedAt), lte(remedyAttempts.leaseUntil, now)))
      .orderBy(asc(remedyAttempts.leaseUntil))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!found) return null
    await transaction.update(remedyAttempts).set({ leaseUntil }).where(eq(remedyAttempts.id, found.id))
    return { ...toAttempt(found), leaseUntil }
  })
}

export async function findAttempt(db: Database, id: string): Promise<HeldAttempt | null> {
  const [found] = await db.select().from(remedyAttempts).where(eq(remedyAttempts.id, id))
  return found ? toAttempt(found) : null
}

/** Of one discrepancy, newest first. */
export async function listAttempts(
  db: Database,
  { number, limit = 20 }: { readonly number: number; readonly limit?: number },
): Promise<readonly RemedyAttempt[]> {
  const rows = await db
    .select()
    .from(remedyAttempts)
    .where(eq(remedyAttempts.number, number))
    .orderBy(desc(remedyAttempts.approvedAt), desc(remedyAttempts.id))
    .limit(limit)
  return rows.map(toAttempt)
}

/** Of one remedy, newest first. */
export async function listAttemptsOf(
  db: Database,
  { reconciliation, remedy, limit = 20 }: RemedyName & { readonly limit?: number },
): Promise<readonly RemedyAttempt[]> {
  const rows = await db
    .select()
    .from(remedyAttempts)
    .where(isOf({ reconciliation, remedy }))
    .orderBy(desc(remedyAttempts.approvedAt), desc(remedyAttempts.id))
    .limit(limit)
  return rows.map(toAttempt)
}

export interface RemedyName {
  readonly reconciliation: string
  readonly remedy: string
}

/** What changed nothing is not counted: it was refused, or only tried out. What takes a fix back is none. */
const NOT_COUNTED: AttemptState[] = ['refused', 'dry-run']

/** How many attempts a remedy has had since, and how many of them for one run or one approval of many. */
export async function countAttempts(
  db: Database,
  { reconciliation, remedy, since, together }: RemedyName & { since: Date; together: string | null },
): Promise<{ readonly day: number; readonly together: number }> {
  const isTogether =
    together === null
      ? sql`false`
      : sql`(${remedyAttempts.runId} = ${together} or ${remedyAttempts.bulk} = ${together})`
  const [row] = await db
    .select({
      day: sql<string>`count(*) filter (where ${remedyAttempts.approvedAt} > ${since.toISOString()}::timestamptz)`,
      together: sql<string>`count(*) filter (where ${isTogether})`,
    })
    .from(remedyAttempts)
    .where(
      and(
        isOf({ reconciliation, remedy }),
        isNull(remedyAttempts.undoes),
        notInArray(remedyAttempts.state, NOT_COUNTED),
      ),
    )
  return { day: Number(row?.day ?? 0), together: Number(row?.together ?? 0) }
}

function isOf({ reconciliation, remedy }: RemedyName) {
  return and(eq(remedyAttempts.reconciliation, reconciliation), eq(remedyAttempts.remedy, remedy))
}

function toAttempt(row: typeof remedyAttempts.$inferSelect): HeldAttempt {
  return row
}
