import { and, asc, count, desc, eq, exists, gte, inArray, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { Actor, Discrepancy, ResolutionReason, Status } from '../domain/discrepancy.ts'
import type { Severity } from '../domain/finding.ts'
import type { Database } from './database.ts'
import { appendEvents } from './events.ts'
import { discrepancies, discrepancyEvents } from './schema.ts'
import { toDiscrepancy } from './to-discrepancy.ts'

export { saveChanges } from './save-changes.ts'

/** Which discrepancies; what is not said does not narrow. */
export interface DiscrepancyFilter {
  readonly reconciliation?: string
  readonly statuses?: readonly Status[]
  readonly severities?: readonly Severity[]
  /** Those that this run opened or reopened: what it told people. */
  readonly runId?: string
  /** Those whose status was last set from `since` on and before `until`. */
  readonly updatedBetween?: { readonly since: Date; readonly until: Date }
}

/**
 * What the tracker knows of what a run may conclude about: the open discrepancies with these keys (`writeKey` texts;
 * null: all) and those with these fingerprints, whatever their status. Inside a transaction it locks them, and keeps
 * other runs of the reconciliation waiting, so that two runs never open the same one.
 */
export async function readKnown(
  db: Database,
  wanted: { reconciliation: string; keys: readonly string[] | null; fingerprints: readonly string[] },
): Promise<Discrepancy[]> {
  await db.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`counterfoil ${wanted.reconciliation}`}, 0))`,
  )
  const open = and(ne(discrepancies.status, 'resolved'), wanted.keys && oneOf(discrepancies.keyText, wanted.keys))
  const rows = await db
    .select()
    .from(discrepancies)
    .where(
      and(
        eq(discrepancies.reconciliation, wanted.reconciliation),
        sql`(${open} or ${oneOf(discrepancies.fingerprint, wanted.fingerprints)})`,
      ),
    )
    .orderBy(asc(discrepancies.number))
    .for('update')
  return rows.map(toDiscrepancy)
}

/** Saves what somebody did, with its event; null: the discrepancy is no longer at this version. */
export async function saveTransition(
  db: Database,
  transition: {
    number: number
    version: number
    to: Status
    actor: Actor
    resolution: { reason: ResolutionReason; note: string | null } | null
    note?: string | null
    now: Date
  },
): Promise<Discrepancy | null> {
  throw new Error(`not yet ${String(db)} ${transition.number}`)
}

export async function findDiscrepancy(db: Database, number: number): Promise<Discrepancy | null> {
  const [found] = await db.select().from(discrepancies).where(eq(discrepancies.number, number))
  return found ? toDiscrepancy(found) : null
}

/** High severity first, then the newest. */
export async function listDiscrepancies(
  db: Database,
  filter: DiscrepancyFilter & { readonly limit: number; readonly offset?: number },
): Promise<Discrepancy[]> {
  throw new Error(`not yet ${String(db)} ${filter.limit}`)
}

export async function countDiscrepancies(db: Database, filter: DiscrepancyFilter): Promise<number> {
  throw new Error(`not yet ${String(db)} ${filter.runId}`)
}

export async function countOpenBySeverity(
  db: Database,
  reconciliation: string,
): Promise<Readonly<Record<Severity, number>>> {
  throw new Error(`not yet ${String(db)} ${reconciliation}`)
}

/** The list comes as one parameter, so that it may be as long as it likes. */
function oneOf(column: SQL | typeof discrepancies.keyText, texts: readonly string[]): SQL {
  return sql`${column} in (select json_array_elements_text(${JSON.stringify(texts)}::json))`
}
