import { and, asc, count, desc, eq, gt, inArray, lt, or, type SQL } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { SEVERITIES, type Severity } from '../domain/finding.ts'
import type { ListPlace } from '../domain/list-place.ts'
import type { Database } from './database.ts'
import { type DiscrepancyFilter, matchesFilter } from './discrepancy-filter.ts'
import { discrepancies } from './schema.ts'
import { toDiscrepancy } from './to-discrepancy.ts'

/** A page by the places at its ends, because passing over the rows before it takes longer with every page. */
export interface PageWanted {
  readonly limit: number
  /** Those after a place. */
  readonly after?: ListPlace
  /** The last ones before a place; null: the last ones of all. */
  readonly before?: ListPlace | null
}

/** High severity first, then the newest. */
export async function listDiscrepancies(
  db: Database,
  { limit, after, before, ...filter }: DiscrepancyFilter & PageWanted,
): Promise<Discrepancy[]> {
  const isBackwards = before !== undefined
  const inOrder = isBackwards ? asc : desc
  // Each severity by itself, in the order of an index.
  const branches = SEVERITIES.filter((severity) => !filter.severities || filter.severities.includes(severity))
    .map((severity) => within(severity, { after, before }))
    .filter((part) => part !== null)
    .map((part) =>
      db
        .select()
        .from(discrepancies)
        .where(and(matchesFilter({ ...filter, severities: undefined }), part))
        .orderBy(inOrder(discrepancies.number))
        .limit(limit),
    )
  const [first, second, ...rest] = branches
  if (!first) return []
  const found = second ? await unionAll(first, second, ...rest) : await first
  const sorted = found.map(toDiscrepancy).sort(compareInList)
  return isBackwards ? sorted.slice(-limit) : sorted.slice(0, limit)
}

export async function countDiscrepancies(db: Database, filter: DiscrepancyFilter): Promise<number> {
  return await countWhere(db, matchesFilter(filter))
}

/** How many stand before a place. */
export async function countBefore(
  db: Database,
  { place, ...filter }: DiscrepancyFilter & { readonly place: ListPlace },
): Promise<number> {
  const earlier = SEVERITIES.slice(0, SEVERITIES.indexOf(place.severity))
  const isBefore = or(
    inArray(discrepancies.severity, earlier),
    and(eq(discrepancies.severity, place.severity), gt(discrepancies.number, place.number)),
  )
  return await countWhere(db, and(matchesFilter(filter), isBefore))
}

async function countWhere(db: Database, condition: SQL | undefined): Promise<number> {
  const [counted] = await db.select({ count: count() }).from(discrepancies).where(condition)
  return counted?.count ?? 0
}

/** What is of this severity between the places; null: nothing can be. */
function within(
  severity: Severity,
  { after, before }: { readonly after: ListPlace | undefined; readonly before: ListPlace | null | undefined },
): SQL | undefined | null {
  const rank = SEVERITIES.indexOf(severity)
  const [from, to] = [after, before].map((place) => place && SEVERITIES.indexOf(place.severity))
  if ((from ?? 0) > rank || (to ?? SEVERITIES.length) < rank) return null
  return and(
    eq(discrepancies.severity, severity),
    after && from === rank ? lt(discrepancies.number, after.number) : undefined,
    before && to === rank ? gt(discrepancies.number, before.number) : undefined,
  )
}

function compareInList(a: Discrepancy, b: Discrepancy): number {
  const [rankA, rankB] = [a, b].map(({ finding }) => SEVERITIES.indexOf(finding.severity))
  return rankA! - rankB! || b.number - a.number
}
