import { eq, sql } from 'drizzle-orm'
import type { SentMessage } from '../domain/outbox.ts'
import type { Database } from './database.ts'
import { messages, outbox } from './schema.ts'

export async function findMessage(db: Database, tag: string): Promise<SentMessage | null> {
  const [found] = await db.select().from(messages).where(eq(messages.tag, tag))
  return found ?? null
}

/** Remembers where a message stands now, also when it stood elsewhere before. Posted anew after it was gone, it counts. */
export async function saveMessage(
  db: Database,
  message: Omit<SentMessage, 'goneAt' | 'reposts'>,
): Promise<void> {
  const { tag: _tag, ...place } = message
  const reposts = sql`${messages.reposts} + case when ${messages.goneAt} is null then 0 else 1 end`
  await db
    .insert(messages)
    .values(message)
    .onConflictDoUpdate({ target: messages.tag, set: { ...place, goneAt: null, reposts } })
}

/** Somebody deleted it in Slack. */
export async function markGone(db: Database, tag: string, now: Date): Promise<void> {
  await db.update(messages).set({ goneAt: now }).where(eq(messages.tag, tag))
}

/** Which of these tags are in Slack already or on their way there. */
export async function listShownTags(db: Database, tags: readonly string[]): Promise<ReadonlySet<string>> {
  if (tags.length === 0) return new Set()
  const wanted = sql`(select json_array_elements_text(${JSON.stringify(tags)}::json))`
  const sent = db.select({ tag: messages.tag }).from(messages).where(sql`${messages.tag} in ${wanted}`)
  const waiting = db.select({ tag: outbox.tag }).from(outbox).where(sql`${outbox.tag} in ${wanted}`)
  const found = await sent.union(waiting)
  return new Set(found.map((row) => row.tag))
}
