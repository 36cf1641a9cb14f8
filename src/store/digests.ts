import { and, desc, eq, gte, sql } from 'drizzle-orm'
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

/** Digests since then that name this discrepancy in a row. */
export async function listDigestsNaming(
  db: Database,
  number: number,
  since: Date,
): Promise<readonly Pick<Digest, 'id' | 'channel'>[]> {
  const isNamed = sql`${digests.facts}::jsonb -> 'numbers' @> to_jsonb(${number}::bigint)`
  return await db
    .select({ id: digests.id, channel: digests.channel })
    .from(digests)
    .where(and(gte(digests.until, since), isNamed))
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
