import { and, asc, count, desc, eq, gt, gte, isNotNull, lt, lte, sql } from 'drizzle-orm'
import type { Actor } from '../domain/discrepancy.ts'
import type { DiscrepancyEvent, EventKind } from '../domain/discrepancy-event.ts'
import type { Finding } from '../domain/finding.ts'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { isNotUndone } from './is-not-undone.ts'
import { oneOf, oneOfNumbers } from './one-of.ts'
import { discrepancies, discrepancyEvents } from './schema.ts'

/** Appends to the history; answers the events' ids. In a transaction that locks rows before, `lockHistory` comes first. */
export async function appendEvents(
  db: Database,
  events: readonly Omit<DiscrepancyEvent, 'id'>[],
): Promise<readonly number[]> {
  const ids: number[] = []
  for (const chunk of inChunks(events, 1_000)) {
    const appended = await db
      .insert(discrepancyEvents)
      .values([...chunk])
      .returning({ id: discrepancyEvents.id })
    for (const { id } of appended) ids.push(id)
  }
  return ids
}

/** A discrepancy's history, oldest first. */
export async function listEvents(db: Database, number: number): Promise<readonly DiscrepancyEvent[]> {
  return await db
    .select()
    .from(discrepancyEvents)
    .where(eq(discrepancyEvents.number, number))
    .orderBy(asc(discrepancyEvents.id))
}

/** Its newest history, oldest first: a long one is not read for a click. */
export async function listLatestEvents(db: Database, number: number): Promise<readonly DiscrepancyEvent[]> {
  const latest = await db
    .select()
    .from(discrepancyEvents)
    .where(eq(discrepancyEvents.number, number))
    .orderBy(desc(discrepancyEvents.id))
    .limit(LATEST)
  return latest.reverse()
}

const LATEST = 100

/** One page of its history, newest first. `upTo`: the newest event of the first page. */
export async function listEventsBack(
  db: Database,
  number: number,
  { upTo, passed, limit }: { readonly upTo: number | null; readonly passed: number; readonly limit: number },
): Promise<readonly DiscrepancyEvent[]> {
  const isThere = upTo === null ? undefined : lte(discrepancyEvents.id, upTo)
  return await db
    .select()
    .from(discrepancyEvents)
    .where(and(eq(discrepancyEvents.number, number), isThere))
    .orderBy(desc(discrepancyEvents.id))
    .limit(limit)
    .offset(passed)
}

/** The newest event of all; whoever reads anything after that knows what came later. */
export async function lastEventId(db: Database): Promise<number> {
  const [last] = await db
    .select({ id: discrepancyEvents.id })
    .from(discrepancyEvents)
    .orderBy(desc(discrepancyEvents.id))
    .limit(1)
  return last?.id ?? 0
}

/** What happened to these after an event, oldest first. */
export async function listEventsAfter(
  db: Database,
  { numbers, after }: { readonly numbers: readonly number[]; readonly after: number },
): Promise<readonly DiscrepancyEvent[]> {
  return await db
    .select()
    .from(discrepancyEvents)
    .where(and(gt(discrepancyEvents.id, after), oneOfNumbers(discrepancyEvents.number, numbers)))
    .orderBy(asc(discrepancyEvents.id))
}

/** What the sides showed before an event. */
export async function findEvidenceBefore(
  db: Database,
  { number, id }: Pick<DiscrepancyEvent, 'number' | 'id'>,
): Promise<Finding | null> {
  const [found] = await db
    .select({ finding: discrepancyEvents.finding })
    .from(discrepancyEvents)
    .where(
      and(
        eq(discrepancyEvents.number, number),
        lt(discrepancyEvents.id, id),
        isNotNull(discrepancyEvents.finding),
      ),
    )
    .orderBy(desc(discrepancyEvents.id))
    .limit(1)
  return found?.finding ?? null
}

export interface EventCount {
  readonly reconciliation: string
  readonly kind: EventKind
  readonly actorKind: Actor['kind']
  readonly count: number
}

/** How often what happened from `since` on and before `until`, and whether people or runs did it; what was undone is not. */
export async function countEvents(
  db: Database,
  period: { reconciliations: readonly string[]; since: Date; until: Date },
): Promise<readonly EventCount[]> {
  const actorKind = sql<Actor['kind']>`${discrepancyEvents.actor} ->> 'kind'`
  return await db
    .select({
      reconciliation: discrepancies.reconciliation,
      kind: discrepancyEvents.kind,
      actorKind,
      count: count(),
    })
    .from(discrepancyEvents)
    .innerJoin(discrepancies, eq(discrepancies.number, discrepancyEvents.number))
    .where(
      and(
        oneOf(discrepancies.reconciliation, period.reconciliations),
        gte(discrepancyEvents.at, period.since),
        lt(discrepancyEvents.at, period.until),
        isNotUndone(sql`${discrepancyEvents}`),
      ),
    )
    .groupBy(discrepancies.reconciliation, discrepancyEvents.kind, actorKind)
}
