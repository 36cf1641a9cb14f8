import { and, asc, eq, ne, or, type SQL, sql } from 'drizzle-orm'
import { type Discrepancy, PERSON_REASONS } from '../domain/discrepancy.ts'
import { columnOf } from './column-of.ts'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { oneOf } from './one-of.ts'
import { discrepancies } from './schema.ts'
import { toDiscrepancy } from './to-discrepancy.ts'

interface OfReconciliation {
  readonly reconciliation: string
}

/** What is known of findings, by their fingerprints and whatever its status. */
export async function listFound(
  db: Database,
  { reconciliation, fingerprints }: OfReconciliation & { readonly fingerprints: readonly string[] },
): Promise<Discrepancy[]> {
  // Lateral: each is looked up by itself, whatever PostgreSQL believes of a table that it has not analysed yet.
  const numbers = sql`select found.number from unnest(${columnOf(fingerprints)}) as wanted (fingerprint), lateral (
    select number from ${discrepancies} where ${eq(discrepancies.reconciliation, reconciliation)}
      and ${discrepancies.fingerprint} = wanted.fingerprint offset 0) as found`
  return await select(db, sql`${discrepancies.number} in (${numbers})`)
}

/** Pairs of records with different keys that are open, or that a person resolved, in the order of their numbers. */
export async function listPairs(db: Database, reconciliation: string): Promise<Discrepancy[]> {
  // What a run resolved is no pair any more; what a person resolved may still be one.
  const isPair = and(
    eq(discrepancies.kind, 'rekeyed'),
    or(ne(discrepancies.status, 'resolved'), oneOf(discrepancies.resolutionReason, PERSON_REASONS)),
  )
  return await select(db, and(eq(discrepancies.reconciliation, reconciliation), isPair))
}

export interface OpenWanted extends OfReconciliation {
  /** `writeKey` texts; null: all keys. */
  readonly keys: readonly string[] | null
  /** Without those that this run has saved already. */
  readonly unseenBy?: string
  /** How many at most are held at once. */
  readonly size: number
}

/**
 * The open discrepancies, page by page. They may be resolved meanwhile. Keys are looked up one after another, each in its
 * index: beside another condition, a list of them is no index's, and would read the whole table for one record.
 */
export async function* pagesOfOpen(db: Database, wanted: OpenWanted): AsyncGenerator<Discrepancy[]> {
  const { reconciliation, keys, unseenBy, size } = wanted
  const isOpen = and(
    eq(discrepancies.reconciliation, reconciliation),
    ne(discrepancies.status, 'resolved'),
    unseenBy === undefined ? undefined : ne(discrepancies.lastRunId, unseenBy),
  )
  for (const chunk of keys === null ? [] : inChunks(keys, size)) {
    const numbers = sql`select found.number from ${listed(chunk)}, lateral (
      select number from ${discrepancies} where ${discrepancies.keyText} = listed.value and ${isOpen} offset 0) as found`
    yield await select(db, sql`${discrepancies.number} in (${numbers})`)
  }
  if (keys === null) yield* pagesInOrder(db, { which: isOpen, size })
}

/** In the order of the index, each page after the last row of the one before. */
async function* pagesInOrder(
  db: Database,
  { which, size }: { readonly which: SQL | undefined; readonly size: number },
): AsyncGenerator<Discrepancy[]> {
  const { severity, number } = discrepancies
  let after: SQL | undefined
  for (;;) {
    const rows = await db
      .select()
      .from(discrepancies)
      .where(and(which, after))
      .orderBy(asc(severity), asc(number))
      .limit(size)
    if (rows.length > 0) yield rows.map(toDiscrepancy)
    const last = rows.at(-1)
    if (last === undefined || rows.length < size) return
    after = sql`(${severity}, ${number}) > (${last.severity}, ${last.number})`
  }
}

async function select(db: Database, which: SQL | undefined): Promise<Discrepancy[]> {
  const found = await db.select().from(discrepancies).where(which).orderBy(asc(discrepancies.number))
  return found.map(toDiscrepancy)
}

function listed(texts: readonly string[]) {
  return sql`json_array_elements_text(${JSON.stringify(texts)}::json) as listed (value)`
}
