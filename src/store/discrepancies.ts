import { and, asc, count, desc, eq, gte, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Discrepancy, Status } from '../domain/discrepancy.ts'
import type { Severity } from '../domain/finding.ts'
import type { RecordKey } from '../domain/record.ts'
import type { Database } from './database.ts'
import { oneOf, oneOfNumbers } from './one-of.ts'
import { discrepancies } from './schema.ts'
import { toDiscrepancy } from './to-discrepancy.ts'

export { saveChanges } from './save-changes.ts'
export { saveTransition } from './save-transition.ts'

/** Which discrepancies; what is not said does not narrow. */
export interface DiscrepancyFilter {
  readonly reconciliation?: string
  readonly reconciliations?: readonly string[]
  readonly statuses?: readonly Status[]
  readonly severities?: readonly Severity[]
  /** Those that this run opened. */
  readonly runId?: string
  /** Those whose status was last set from `since` on and before `until`. */
  readonly updatedBetween?: { readonly since: Date; readonly until: Date }
}

/**
 * What the tracker knows of what a run may conclude about: the open discrepancies with these keys (`writeKey` texts;
 * null: all) and those with these fingerprints, whatever their status. In a transaction it locks them, and other
 * runs of the reconciliation wait here, so that two runs never open the same one.
 */
export async function readKnown(
  db: Database,
  wanted: { reconciliation: string; keys: readonly string[] | null; fingerprints: readonly string[] },
): Promise<Discrepancy[]> {
  const { reconciliation, keys, fingerprints } = wanted
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`counterfoil ${reconciliation}`}, 0))`)
  const open = and(
    ne(discrepancies.status, 'resolved'),
    keys ? oneOf(discrepancies.keyText, keys) : undefined,
  )
  const found = await db
    .select()
    .from(discrepancies)
    .where(
      and(
        eq(discrepancies.reconciliation, reconciliation),
        or(open, oneOf(discrepancies.fingerprint, fingerprints)),
      ),
    )
    .orderBy(asc(discrepancies.number))
    .for('update')
  return found.map(toDiscrepancy)
}

/**
 * Keys of the open discrepancies, and of those that a person has resolved since a run began: whether the person is
 * right, the next run sees.
 */
export async function listKeysToLookAgain(
  db: Database,
  { reconciliation, runAt }: { readonly reconciliation: string; readonly runAt: Date },
): Promise<RecordKey[]> {
  const isOpen = ne(discrepancies.status, 'resolved')
  const byPerson = and(
    gte(discrepancies.statusAt, runAt),
    sql`${discrepancies.statusBy} ->> 'kind' = 'person'`,
  )
  const found = await db
    .select({ finding: discrepancies.finding })
    .from(discrepancies)
    .where(and(eq(discrepancies.reconciliation, reconciliation), or(isOpen, byPerson)))
  return found.map(({ finding }) => finding.key)
}

export async function findDiscrepancy(db: Database, number: number): Promise<Discrepancy | null> {
  // Beyond that, no number that a person typed can be one of ours, nor fit the column.
  if (!Number.isSafeInteger(number)) return null
  const [found] = await db.select().from(discrepancies).where(eq(discrepancies.number, number))
  return found ? toDiscrepancy(found) : null
}

/** In the order of their numbers; numbers that do not exist are left out. */
export async function findDiscrepancies(db: Database, numbers: readonly number[]): Promise<Discrepancy[]> {
  const found = await db
    .select()
    .from(discrepancies)
    .where(oneOfNumbers(discrepancies.number, numbers.filter(Number.isSafeInteger)))
    .orderBy(asc(discrepancies.number))
  return found.map(toDiscrepancy)
}

/** High severity first, then the newest. */
export async function listDiscrepancies(
  db: Database,
  filter: DiscrepancyFilter & { readonly limit: number; readonly offset?: number },
): Promise<Discrepancy[]> {
  const found = await db
    .select()
    .from(discrepancies)
    .where(matches(filter))
    .orderBy(
      sql`case ${discrepancies.severity} when 'high' then 1 when 'medium' then 2 else 3 end`,
      desc(discrepancies.number),
    )
    .limit(filter.limit)
    .offset(filter.offset ?? 0)
  return found.map(toDiscrepancy)
}

export async function countDiscrepancies(db: Database, filter: DiscrepancyFilter): Promise<number> {
  const [counted] = await db.select({ count: count() }).from(discrepancies).where(matches(filter))
  return counted?.count ?? 0
}

export async function countOpenBySeverity(
  db: Database,
  reconciliation: string,
): Promise<Readonly<Record<Severity, number>>> {
  const counted = await db
    .select({ severity: discrepancies.severity, count: count() })
    .from(discrepancies)
    .where(and(eq(discrepancies.reconciliation, reconciliation), ne(discrepancies.status, 'resolved')))
    .groupBy(discrepancies.severity)
  const counts = { high: 0, medium: 0, low: 0 }
  for (const { severity, count } of counted) counts[severity] = count
  return counts
}

/** The open discrepancy that was seen first, or null. */
export async function findOldestOpen(
  db: Database,
  reconciliations: readonly string[],
): Promise<Discrepancy | null> {
  const [found] = await db
    .select()
    .from(discrepancies)
    .where(and(oneOf(discrepancies.reconciliation, reconciliations), ne(discrepancies.status, 'resolved')))
    .orderBy(asc(discrepancies.firstSeenAt), asc(discrepancies.number))
    .limit(1)
  return found ? toDiscrepancy(found) : null
}

function matches(filter: DiscrepancyFilter): SQL | undefined {
  const { reconciliation, reconciliations, statuses, severities, runId, updatedBetween } = filter
  return and(
    reconciliation === undefined ? undefined : eq(discrepancies.reconciliation, reconciliation),
    reconciliations && oneOf(discrepancies.reconciliation, reconciliations),
    statuses && oneOf(discrepancies.status, statuses),
    severities && oneOf(discrepancies.severity, severities),
    runId === undefined ? undefined : eq(discrepancies.firstRunId, runId),
    updatedBetween && gte(discrepancies.statusAt, updatedBetween.since),
    updatedBetween && lt(discrepancies.statusAt, updatedBetween.until),
  )
}
