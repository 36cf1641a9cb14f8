import { and, asc, count, eq, lt, notInArray, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { oneOf, oneOfNumbers } from './one-of.ts'
import {
  auditChain,
  breaches,
  discrepancies,
  discrepancyEvents,
  incidentMembers,
  incidents,
  ladders,
  messages,
  runs,
} from './schema.ts'

/** What is over since before these instants; null: such are kept. */
export interface Outdated {
  readonly resolvedBefore: Date | null
  readonly runsBefore: Date | null
}

/** Numbers of discrepancies and ids of runs. */
export interface OutdatedRows {
  readonly numbers: readonly number[]
  readonly runIds: readonly string[]
}

/** At most so many of each, locked. */
export async function claimOutdated(db: Database, outdated: Outdated, limit: number): Promise<OutdatedRows> {
  const numbers = db
    .select({ number: discrepancies.number })
    .from(discrepancies)
    .where(isOverSince(outdated))
    .orderBy(asc(discrepancies.number))
  const runIds = db
    .select({ id: runs.id })
    .from(runs)
    .where(hasEndedBefore(outdated))
    .orderBy(asc(runs.finishedAt))
  return {
    numbers: (await numbers.limit(limit).for('update')).map(({ number }) => number),
    runIds: (await runIds.limit(limit).for('update')).map(({ id }) => id),
  }
}

export async function countOutdated(
  db: Database,
  outdated: Outdated,
): Promise<{ discrepancies: number; runs: number }> {
  const [numbers] = await db.select({ count: count() }).from(discrepancies).where(isOverSince(outdated))
  const [ids] = await db.select({ count: count() }).from(runs).where(hasEndedBefore(outdated))
  return { discrepancies: numbers!.count, runs: ids!.count }
}

/** Deletes them with their events and the places of their messages. Triggers refuse it unless a checkpoint names each. */
export async function deleteOutdated(
  db: Database,
  { numbers, runIds, tags }: OutdatedRows & { readonly tags: readonly string[] },
): Promise<void> {
  await db.delete(ladders).where(oneOfNumbers(ladders.number, numbers))
  await db.delete(breaches).where(oneOfNumbers(breaches.number, numbers))
  await db.delete(discrepancyEvents).where(oneOfNumbers(discrepancyEvents.number, numbers))
  await db.delete(discrepancies).where(oneOfNumbers(discrepancies.number, numbers))
  await db.delete(incidentMembers).where(oneOfNumbers(incidentMembers.number, numbers))
  await db
    .delete(incidents)
    .where(
      and(
        eq(incidents.told, 'closed'),
        sql`not exists (select from incident_members as member where member.incident = ${incidents.id})`,
      ),
    )
  await db.delete(runs).where(oneOf(runs.id, runIds))
  await db.delete(messages).where(oneOf(messages.tag, tags))
}

/** Says of entries that a checkpoint vouches for what their rows were. */
export async function markPruned(
  db: Database,
  { positions, checkpoint }: { readonly positions: readonly number[]; readonly checkpoint: number },
): Promise<void> {
  await db.update(auditChain).set({ checkpoint }).where(oneOfNumbers(auditChain.position, positions))
}

/** Resolved, and seen by no run since: what is expected, and seen by every run, is not over. */
function isOverSince({ resolvedBefore }: Outdated): SQL | undefined {
  if (resolvedBefore === null) return sql`false`
  const { statusAt, lastSeenAt } = discrepancies
  return and(
    eq(discrepancies.status, 'resolved'),
    lt(statusAt, resolvedBefore),
    lt(lastSeenAt, resolvedBefore),
  )
}

/**
 * Runs with a later one of everything that came to its end: what is newer than that is still asked for, as what the last
 * run saw. Nor those whose message still tells of open discrepancies.
 */
function hasEndedBefore({ runsBefore }: Outdated): SQL | undefined {
  if (runsBefore === null) return sql`false`
  return and(
    notInArray(runs.state, ['running', 'held']),
    lt(runs.finishedAt, runsBefore),
    sql`exists (select from runs as later where later.reconciliation = ${runs.reconciliation} and later.state = 'completed'
      and later.scope ->> 'kind' = 'everything' and later.started_at > ${runs.startedAt})`,
    sql`not exists (select from discrepancies as opened where opened.first_run_id = ${runs.id} and opened.status <> 'resolved')`,
  )
}
