import { sql } from 'drizzle-orm'
import type { SentMessage } from '../domain/outbox.ts'
import type { Database } from './database.ts'
import { oneOf } from './one-of.ts'
import { messages } from './schema.ts'
import { TELLING } from './telling.ts'

/** How many edits wait in the outbox. */
export async function countWaitingEdits(db: Database): Promise<number> {
  const found = await db.execute(sql`
    select count(*)::int as count from outbox join messages using (tag)
    where outbox.state = 'pending' and messages.gone_at is null`)
  return (found as unknown as { rows: [{ count: number }] }).rows[0].count
}

/**
 * The next messages by tag that stand in Slack and that people may still look at: cards of what is open, and of the others
 * what was said since then. None that is on its way already, or was given up.
 */
export async function listShownCopies(
  db: Database,
  { after, since, limit }: { readonly after: string; readonly since: Date; readonly limit: number },
): Promise<readonly SentMessage[]> {
  return await db
    .select()
    .from(messages)
    .where(
      sql`${messages.tag} > ${after} and ${messages.goneAt} is null
        and ${messages.tag} similar to '(card|run-group|held|failing):%'
        and (${messages.sentAt} >= ${since.toISOString()}::timestamptz or exists (
          select from discrepancies where status <> 'resolved'
            and number = case when ${messages.tag} like 'card:%' then substr(${messages.tag}, 6)::bigint end))
        and not exists (select from outbox where outbox.tag = ${messages.tag})`,
    )
    .orderBy(messages.tag)
    .limit(limit)
}

/** What these show is not known any more: the next delivery edits them, whatever it was. */
export async function forgetContents(db: Database, tags: readonly string[]): Promise<void> {
  await db.update(messages).set({ contentHash: '' }).where(oneOf(messages.tag, tags))
}

/** One of the first alerts of a run, by number. */
export interface ToldFirst {
  readonly runId: string
  readonly reconciliation: string
  readonly number: number
  readonly isOpen: boolean
}

/** Of each run that ended after `since`: the first so many that it told of. */
export async function listToldFirst(
  db: Database,
  { since, limit }: { readonly since: Date; readonly limit: number },
): Promise<readonly ToldFirst[]> {
  const found = await db.execute(sql`
    select runs.id as "runId", runs.reconciliation, told.number::float8 as number, told.status <> 'resolved' as "isOpen"
    from runs cross join lateral (
      select number, status from discrepancies
      where told_run_id = runs.id and ${TELLING} = 'alert' order by number limit ${limit}::int) as told
    where runs.started_at >= ${since.toISOString()}::timestamptz and runs.state in ('completed', 'partial')
    order by runs.started_at, told.number`)
  return (found as unknown as { rows: ToldFirst[] }).rows
}
