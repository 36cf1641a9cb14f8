import { and, asc, count, eq, gte, isNotNull, lte, ne, or, sql } from 'drizzle-orm'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { findingKeys, type Severity } from '../domain/finding.ts'
import type { RecordKey } from '../domain/record.ts'
import type { Database } from './database.ts'
import { oneOf, oneOfNumbers } from './one-of.ts'
import { discrepancies } from './schema.ts'
import { toDiscrepancy } from './to-discrepancy.ts'

export { countBefore, countDiscrepancies, listDiscrepancies } from './list-discrepancies.ts'
export { saveChanges } from './save-changes.ts'
export { saveTransition } from './save-transition.ts'
export { saveTransitions } from './save-transitions.ts'

/** The number that the next discrepancy will have, unless somebody else opens one before. */
export async function readNextNumber(db: Database): Promise<number> {
  const [row] = await db
    .select({ next: sql`last_value + is_called::int`.mapWith(Number) })
    .from(sql`discrepancies_number_seq`)
  return row!.next
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
  // A finding about the schema is about no record.
  return found.flatMap(({ finding }) => (finding.kind === 'schema' ? [] : findingKeys(finding)))
}

export async function findDiscrepancy(db: Database, number: number): Promise<Discrepancy | null> {
  // Beyond that, no number that a person typed can be one of ours, nor fit the column.
  if (!Number.isSafeInteger(number)) return null
  const [found] = await db.select().from(discrepancies).where(eq(discrepancies.number, number))
  return found ? toDiscrepancy(found) : null
}

/** The same in a transaction: until its end nobody else changes it. */
export async function lockDiscrepancy(db: Database, number: number): Promise<Discrepancy | null> {
  if (!Number.isSafeInteger(number)) return null
  const [found] = await db.select().from(discrepancies).where(eq(discrepancies.number, number)).for('update')
  return found ? toDiscrepancy(found) : null
}

/** Many at once, in the order of their numbers. */
export async function lockDiscrepancies(db: Database, numbers: readonly number[]): Promise<Discrepancy[]> {
  const found = await db
    .select()
    .from(discrepancies)
    .where(oneOfNumbers(discrepancies.number, numbers))
    .orderBy(asc(discrepancies.number))
    .for('update')
  return found.map(toDiscrepancy)
}

/** Those whose snooze or damping has come to its end, in the order of their numbers. */
export async function listDue(
  db: Database,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<Discrepancy[]> {
  const found = await db
    .select()
    .from(discrepancies)
    .where(
      or(
        and(isNotNull(discrepancies.snoozedAt), lte(discrepancies.snoozedUntil, now)),
        and(isNotNull(discrepancies.dampedUntil), lte(discrepancies.dampedUntil, now)),
      ),
    )
    .orderBy(asc(discrepancies.number))
    .limit(limit)
  return found.map(toDiscrepancy)
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
