import { and, asc, eq, isNotNull, isNull, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import type { LadderState } from '../domain/ladder.ts'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { oneOfNumbers } from './one-of.ts'
import { discrepancies, ladders } from './schema.ts'

/** A ladder, with what its last step came to. */
export interface LadderRow extends LadderState {
  readonly number: number
  readonly called: { readonly to: string; readonly step: number; readonly round: number } | null
  readonly tags: readonly string[]
  readonly failed: string | null
}

type Columns = typeof ladders.$inferSelect

export async function findLadder(db: Database, number: number): Promise<LadderRow | null> {
  const [found] = await db.select().from(ladders).where(eq(ladders.number, number))
  return found ? toLadder(found) : null
}

/** Nobody else moves it until the transaction ends. */
export async function lockLadder(db: Database, number: number): Promise<LadderRow | null> {
  const [found] = await db.select().from(ladders).where(eq(ladders.number, number)).for('update')
  return found ? toLadder(found) : null
}

/** Begins anew whatever was there; with `onlyEnded` those that are gone just now go on. */
export async function beginLadders(
  db: Database,
  rows: readonly { readonly number: number; readonly dueAt: Date }[],
  { now, onlyEnded }: { readonly now: Date; readonly onlyEnded: boolean },
): Promise<void> {
  const anew = {
    startedAt: now,
    step: 0,
    round: 0,
    endedAt: null,
    endedBy: null,
    calledTo: null,
    calledStep: null,
    calledRound: null,
    tags: [],
    failed: null,
  }
  for (const chunk of inChunks(rows, 1_000)) {
    await db
      .insert(ladders)
      .values(chunk.map((row) => ({ ...row, ...anew })))
      .onConflictDoUpdate({
        target: ladders.number,
        set: { ...anew, dueAt: sql`excluded.due_at` },
        ...(onlyEnded ? { setWhere: isNotNull(ladders.endedAt) } : {}),
      })
  }
}

/** Ends those that are gone; answers the tags of what their last steps sent. */
export async function endLadders(
  db: Database,
  numbers: readonly number[],
  { by, now }: { readonly by: NonNullable<LadderState['endedBy']>; readonly now: Date },
): Promise<readonly string[]> {
  if (numbers.length === 0) return []
  const ended = await db
    .update(ladders)
    .set({ endedAt: now, endedBy: by, failed: null })
    .where(
      and(
        oneOfNumbers(ladders.number, numbers),
        or(isNull(ladders.endedAt), eq(ladders.endedBy, 'exhausted')),
      ),
    )
    .returning({ tags: ladders.tags })
  return ended.flatMap(({ tags }) => tags)
}

/** Those that an answer ended go on where they were. */
export async function resumeLadders(db: Database, numbers: readonly number[], now: Date): Promise<void> {
  await db
    .update(ladders)
    .set({ endedAt: null, endedBy: null, dueAt: notBefore(now) })
    .where(
      and(oneOfNumbers(ladders.number, numbers), isNotNull(ladders.step), ne(ladders.endedBy, 'exhausted')),
    )
}

/** What was due before is due now, and what comes after it later by as much. */
export async function wakeLadders(db: Database, numbers: readonly number[], now: Date): Promise<void> {
  await db
    .update(ladders)
    .set({ dueAt: notBefore(now) })
    .where(and(oneOfNumbers(ladders.number, numbers), isNull(ladders.endedAt), lt(ladders.dueAt, now)))
}

function notBefore(now: Date): SQL {
  return sql`greatest(${ladders.dueAt}, ${now.toISOString()}::timestamptz)`
}

/** Where it is after a step, or that it waits longer. */
export async function moveLadder(
  db: Database,
  { number, next, endedAt, endedBy, called, tags, failed }: Omit<LadderRow, 'startedAt'>,
): Promise<void> {
  await db
    .update(ladders)
    .set({
      step: next?.step ?? null,
      round: next?.round ?? null,
      dueAt: next?.dueAt ?? null,
      endedAt,
      endedBy,
      calledTo: called?.to ?? null,
      calledStep: called?.step ?? null,
      calledRound: called?.round ?? null,
      tags,
      failed,
    })
    .where(eq(ladders.number, number))
}

/** Those of which something is to be done, none that is snoozed or keeps coming back; in the order of their time. */
export async function listDueLadders(
  db: Database,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly number[]> {
  const isDue = and(isNull(ladders.endedAt), lte(ladders.dueAt, now))
  const found = await db
    .select({ number: ladders.number })
    .from(ladders)
    .innerJoin(discrepancies, eq(discrepancies.number, ladders.number))
    .where(and(or(isDue, isNotNull(ladders.failed)), isQuietless))
    .orderBy(asc(ladders.dueAt), asc(ladders.number))
    .limit(limit)
  return found.map(({ number }) => number)
}

/** When the next step is due; null: none is. */
export async function nextLadderAt(db: Database): Promise<Date | null> {
  const [found] = await db
    .select({ at: sql`min(${ladders.dueAt})`.mapWith(ladders.dueAt) })
    .from(ladders)
    .innerJoin(discrepancies, eq(discrepancies.number, ladders.number))
    .where(and(isNull(ladders.endedAt), isQuietless))
  return found?.at ?? null
}

const isQuietless = and(isNull(discrepancies.snoozedAt), isNull(discrepancies.dampedUntil))

/**
 * A message of a step cannot be delivered. Where it was the last one that could, whoever was called was not reached, and it
 * is answered that the ladder has something to do.
 */
export async function noteFailedCall(
  db: Database,
  { number, tag, reason }: { readonly number: number; readonly tag: string; readonly reason: string },
): Promise<boolean> {
  const ladder = await lockLadder(db, number)
  const isOurs = ladder?.tags.includes(tag) && (ladder.endedBy === null || ladder.endedBy === 'exhausted')
  if (!ladder || !isOurs) return false
  const tags = ladder.tags.filter((each) => each !== tag)
  await db
    .update(ladders)
    .set({ tags, failed: tags.length === 0 ? reason : null })
    .where(eq(ladders.number, number))
  return tags.length === 0
}

function toLadder(row: Columns): LadderRow {
  const { number, startedAt, step, round, dueAt, endedAt, endedBy, tags, failed } = row
  const { calledTo, calledStep, calledRound } = row
  return {
    number,
    startedAt,
    next: step === null || round === null || dueAt === null ? null : { step, round, dueAt },
    endedAt,
    endedBy,
    called:
      calledTo === null || calledStep === null || calledRound === null
        ? null
        : { to: calledTo, step: calledStep, round: calledRound },
    tags,
    failed,
  }
}
