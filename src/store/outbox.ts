import { and, asc, eq, getTableColumns, isNull, lte, ne, or, sql } from 'drizzle-orm'
import type { OutboxRow, WantedMessage } from '../domain/outbox.ts'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { outbox } from './schema.ts'

/** A claimed row, as far as marking it needs. */
export type Attempt = Pick<OutboxRow, 'tag' | 'generation'>

/**
 * Asks that these messages be shown as they now are. One that is asked for again starts anew, also after it had
 * failed; a delivery that is in hand goes on undisturbed and is followed by another.
 */
export async function enqueue(db: Database, wanted: readonly WantedMessage[], now: Date): Promise<void> {
  for (const chunk of inChunks(toRows(wanted, now), 1_000)) {
    await db
      .insert(outbox)
      .values([...chunk])
      .onConflictDoUpdate({
        target: outbox.tag,
        set: {
          position: sql`excluded.position`,
          channel: sql`excluded.channel`,
          about: sql`excluded.about`,
          attempts: 0,
          nextAttemptAt: now,
          state: 'pending',
          error: null,
          generation: sql`${outbox.generation} + 1`,
        },
      })
  }
}

/**
 * Takes due rows, first asked first; nobody else gets them until they are marked or the lease ends. `attempts` counts
 * this one already.
 */
export async function claimOutbox(
  db: Database,
  claim: { limit: number; now: Date; leaseSeconds: number },
): Promise<readonly OutboxRow[]> {
  const free = or(isNull(outbox.leaseUntil), lte(outbox.leaseUntil, claim.now))
  const due = db.$with('due').as(
    db
      .select({ tag: outbox.tag })
      .from(outbox)
      .where(and(eq(outbox.state, 'pending'), lte(outbox.nextAttemptAt, claim.now), free))
      .orderBy(asc(outbox.nextAttemptAt), asc(outbox.position))
      .limit(claim.limit)
      .for('update', { skipLocked: true }),
  )
  const claimed = await db
    .with(due)
    .update(outbox)
    .set({
      attempts: sql`${outbox.attempts} + 1`,
      leaseUntil: new Date(claim.now.getTime() + claim.leaseSeconds * 1_000),
    })
    .from(due)
    .where(eq(outbox.tag, due.tag))
    .returning(getTableColumns(outbox))
  return claimed.sort(inOrder).map(toOutboxRow)
}

/** The message stands as it was when claimed. Asked for again meanwhile, it stays and is due. */
export async function markDelivered(db: Database, delivered: Attempt): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction
      .delete(outbox)
      .where(and(eq(outbox.tag, delivered.tag), eq(outbox.generation, delivered.generation)))
    await transaction
      .update(outbox)
      .set({ leaseUntil: null })
      .where(and(eq(outbox.tag, delivered.tag), ne(outbox.generation, delivered.generation)))
  })
}

/** Not now: it is tried again then, also what was asked for meanwhile. */
export async function markRetry(
  db: Database,
  retry: Attempt & { readonly error: string; readonly nextAttemptAt: Date },
): Promise<void> {
  await db
    .update(outbox)
    .set({ leaseUntil: null, error: retry.error, nextAttemptAt: retry.nextAttemptAt })
    .where(eq(outbox.tag, retry.tag))
}

/** Given up, and people are told. Asked for again meanwhile, it stays and is due. */
export async function markFailed(db: Database, failed: Attempt & { readonly error: string }): Promise<void> {
  const state = sql`case when ${outbox.generation} = ${failed.generation} then 'failed' else 'pending' end`
  await db
    .update(outbox)
    .set({ leaseUntil: null, error: failed.error, state })
    .where(eq(outbox.tag, failed.tag))
}

/** What was given up, oldest first. */
export async function listFailed(db: Database): Promise<readonly OutboxRow[]> {
  const failed = await db.select().from(outbox).where(eq(outbox.state, 'failed'))
  return failed.sort(inOrder).map(toOutboxRow)
}

type Row = typeof outbox.$inferSelect

/** One row a tag, sorted by it: two writers that meet never wait for each other in a ring. */
function toRows(wanted: readonly WantedMessage[], now: Date): (typeof outbox.$inferInsert)[] {
  const byTag = new Map(wanted.map((message) => [message.tag, message]))
  const rows = [...byTag.values()].map(({ tag, channel, about }, position) => ({
    tag,
    position,
    channel,
    about,
    attempts: 0,
    nextAttemptAt: now,
    state: 'pending' as const,
    generation: 1,
  }))
  return rows.sort((a, b) => (a.tag < b.tag ? -1 : 1))
}

function inOrder(a: Row, b: Row): number {
  return a.nextAttemptAt.getTime() - b.nextAttemptAt.getTime() || a.position - b.position
}

function toOutboxRow({ position: _position, leaseUntil: _lease, ...row }: Row): OutboxRow {
  return row
}
