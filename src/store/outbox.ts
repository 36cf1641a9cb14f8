import {
  and,
  asc,
  count,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  ne,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { ClaimedRow, OutboxRow, OutboxSubject, WantedMessage } from '../domain/outbox.ts'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { outbox } from './schema.ts'

/** A claimed row, as far as marking it needs. */
export type Attempt = Pick<ClaimedRow, 'tag' | 'generation' | 'leaseUntil'>

/**
 * Asks that these messages be shown as they now are. One that is asked for again keeps its place and starts anew, also
 * after it had failed; a delivery that is in hand goes on undisturbed and is followed by another. Of a post that may
 * have arrived neither the memory nor the channel is lost.
 */
export async function enqueue(db: Database, wanted: readonly WantedMessage[], now: Date): Promise<void> {
  const ifFailed = (name: string): SQL =>
    sql.raw(`case when "outbox"."state" = 'failed' then excluded.${name} else "outbox".${name} end`)
  const isUnsure = sql`${outbox.firstAttemptAt} is not null`
  for (const chunk of inChunks(toRows(wanted, now), 1_000)) {
    await db
      .insert(outbox)
      .values([...chunk])
      .onConflictDoUpdate({
        target: outbox.tag,
        set: {
          askedAt: ifFailed('asked_at'),
          position: ifFailed('position'),
          channel: sql`case when ${isUnsure} then ${outbox.channel} else excluded.channel end`,
          about: sql`excluded.about`,
          attempts: 0,
          nextAttemptAt: sql`case when ${isUnsure} then greatest(${outbox.nextAttemptAt}, excluded.next_attempt_at) else excluded.next_attempt_at end`,
          state: 'pending',
          error: null,
          generation: sql`${outbox.generation} + 1`,
        },
      })
  }
}

/** The newest of these lines, if it is still to be posted and nobody has begun to; tags newest first. */
export async function findWaitingLine(
  db: Database,
  tags: readonly string[],
): Promise<{ tag: string; about: OutboxSubject & { readonly kind: 'note' } } | null> {
  const newest = tags.slice(0, 20)
  if (newest.length === 0) return null
  const rows = await db
    .select({ tag: outbox.tag, about: outbox.about, attempts: outbox.attempts, state: outbox.state })
    .from(outbox)
    .where(inArray(outbox.tag, newest))
  const [last] = newest.flatMap((tag) => rows.find((row) => row.tag === tag) ?? [])
  if (last?.about.kind !== 'note' || last.state !== 'pending' || last.attempts > 0) return null
  return { tag: last.tag, about: last.about }
}

/** Is the row still ours? It stays so until the transaction ends. */
export async function isClaimed(db: Database, row: Attempt): Promise<boolean> {
  const found = await db.select({ tag: outbox.tag }).from(outbox).where(isOurs(row)).for('update')
  return found.length === 1
}

/** Remembers that it may be in Slack from now on. False: the claim is lost, and somebody else may be posting it. */
export async function markPosting(db: Database, row: Attempt, at: Date): Promise<boolean> {
  const marked = await db
    .update(outbox)
    .set({ firstAttemptAt: at })
    .where(isOurs(row))
    .returning({ tag: outbox.tag })
  return marked.length === 1
}

/** The message stands as it was when claimed. Asked for again meanwhile, it stays and is due. */
export async function markDelivered(db: Database, delivered: Attempt): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction
      .delete(outbox)
      .where(and(isOurs(delivered), eq(outbox.generation, delivered.generation)))
    await transaction
      .update(outbox)
      .set({ leaseUntil: null, firstAttemptAt: null, postAnyway: false })
      .where(and(isOurs(delivered), ne(outbox.generation, delivered.generation)))
  })
}

/** Not now: it is tried again then, also what was asked for meanwhile. */
export async function markRetry(
  db: Database,
  retry: Attempt & {
    readonly error: string | null
    readonly nextAttemptAt: Date
    readonly firstAttemptAt: Date | null
  },
): Promise<void> {
  const { error, nextAttemptAt, firstAttemptAt } = retry
  await db.update(outbox).set({ leaseUntil: null, error, nextAttemptAt, firstAttemptAt }).where(isOurs(retry))
}

/** Given up, and people are told. Asked for again meanwhile, it stays and is due. */
export async function markFailed(
  db: Database,
  failed: Attempt & { readonly error: string; readonly firstAttemptAt: Date | null },
): Promise<void> {
  const { error, firstAttemptAt } = failed
  const state = sql`case when ${outbox.generation} = ${failed.generation} then 'failed' else 'pending' end`
  await db
    .update(outbox)
    .set({ leaseUntil: null, error, firstAttemptAt, postAnyway: false, state })
    .where(isOurs(failed))
}

/** Tries everything again that was given up. Returns how many. */
export async function retryFailed(db: Database, now: Date): Promise<number> {
  const retried = await db
    .update(outbox)
    .set({
      state: 'pending',
      attempts: 0,
      nextAttemptAt: now,
      postAnyway: true,
      error: null,
      generation: sql`${outbox.generation} + 1`,
    })
    .where(eq(outbox.state, 'failed'))
    .returning({ tag: outbox.tag })
  return retried.length
}

/** What was given up, oldest first. */
export async function listFailed(db: Database): Promise<readonly OutboxRow[]> {
  return await list(db, eq(outbox.state, 'failed'))
}

/** What is still on its way, in the order in which it was asked for. */
export async function listPending(db: Database): Promise<readonly OutboxRow[]> {
  return await list(db, eq(outbox.state, 'pending'))
}

/** How many were given up, or are still on their way after that many tries. */
export async function countUndelivered(db: Database, tries: number): Promise<number> {
  const isLate = and(eq(outbox.state, 'pending'), gte(outbox.attempts, tries), isNotNull(outbox.error))
  const [counted] = await db
    .select({ count: count() })
    .from(outbox)
    .where(or(eq(outbox.state, 'failed'), isLate))
  return counted?.count ?? 0
}

export async function findWanted(db: Database, tag: string): Promise<OutboxRow | null> {
  const [found] = await list(db, eq(outbox.tag, tag))
  return found ?? null
}

/** Ends every claim: for the opener of an embedded tracker, whom no other process can have preceded alive. */
export async function endAllClaims(db: Database): Promise<void> {
  await db.execute(sql`update outbox set lease_until = null where lease_until is not null`)
  await db.execute(sql`update lanes set lease_until = 'epoch' where lease_until > 'epoch'`)
}

/** By its lease: whoever claims it later has another one. */
function isOurs({ tag, leaseUntil }: Attempt): SQL | undefined {
  return and(eq(outbox.tag, tag), eq(outbox.leaseUntil, leaseUntil))
}

async function list(db: Database, which: SQL): Promise<readonly OutboxRow[]> {
  const { position: _position, askedAt: _asked, leaseUntil: _lease, ...columns } = getTableColumns(outbox)
  return await db
    .select(columns)
    .from(outbox)
    .where(which)
    .orderBy(asc(outbox.askedAt), asc(outbox.position), asc(outbox.tag))
}

/** One row a tag, sorted by it: two writers that meet never wait for each other in a ring. */
function toRows(wanted: readonly WantedMessage[], now: Date): (typeof outbox.$inferInsert)[] {
  const byTag = new Map(wanted.map((message) => [message.tag, message]))
  const rows = [...byTag.values()].map(({ tag, channel, about }, position) => ({
    tag,
    askedAt: now,
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
