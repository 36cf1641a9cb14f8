import { desc, eq, gte, sql } from 'drizzle-orm'
import type { Digest } from '../domain/digest.ts'
import type { Database } from './database.ts'
import { digests } from './schema.ts'

/** False: this channel has a digest of this day already. */
export async function saveDigest(db: Database, digest: Digest): Promise<boolean> {
  const saved = await db
    .insert(digests)
    .values(digest)
    .onConflictDoNothing({ target: [digests.channel, digests.day] })
    .returning({ id: digests.id })
  return saved.length === 1
}

export async function findDigest(db: Database, id: string): Promise<Digest | null> {
  const [found] = await db.select().from(digests).where(eq(digests.id, id))
  return found ?? null
}

/** The one that reaches furthest: where the channel's next digest goes on. */
export async function latestDigest(db: Database, channel: string): Promise<Digest | null> {
  const [found] = await db
    .select()
    .from(digests)
    .where(eq(digests.channel, channel))
    .orderBy(desc(digests.until))
    .limit(1)
  return found ?? null
}

/** A digest and the discrepancies that it shows with buttons. */
export interface ShownDigest extends Pick<Digest, 'id' | 'channel'> {
  readonly numbers: readonly number[]
}

/** Those made from `since` on, of all channels: a few rows, as there is one a channel and day. */
export async function listRecentDigests(db: Database, since: Date): Promise<readonly ShownDigest[]> {
  const numbers = sql<number[] | null>`${digests.facts} -> 'numbers'`
  const found = await db
    .select({ id: digests.id, channel: digests.channel, numbers })
    .from(digests)
    .where(gte(digests.until, since))
  return found.map((each) => ({ ...each, numbers: each.numbers ?? [] }))
}
