import { and, asc, eq, gt, gte, lt, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { type AuditEntry, ENTRY_COLUMNS, toAuditEntry } from './audit-entries.ts'
import type { Database } from './database.ts'
import { auditChain, discrepancies, discrepancyEvents, runs } from './schema.ts'

/** Absent: all. From `since` on and before `until`: what happened, and runs that ended. */
export interface AuditFilter {
  readonly since?: Date
  readonly until?: Date
  readonly reconciliation?: string
}

/** An entry with what stands beside its row in other tables. */
export interface ExportedEntry extends AuditEntry {
  /** Null: it is the first entry. */
  readonly previousHash: string | null
  readonly reconciliation: string | null
  /** The record's key, as a JSON array; null: it is about a run, or its discrepancy is gone. */
  readonly key: string | null
  /** The config that the run compared by that did it. */
  readonly configHash: string | null
}

const before = alias(auditChain, 'before')
const cause = alias(runs, 'cause')

/** The entries after a position that a filter lets through, in order. */
export async function readExportEntries(
  db: Database,
  { after, limit, since, until, reconciliation }: AuditFilter & { after: number; limit: number },
): Promise<ExportedEntry[]> {
  const at = sql`coalesce(${discrepancyEvents.at}, ${runs.finishedAt})`
  const name = sql<
    string | null
  >`coalesce(${discrepancies.reconciliation}, ${cause.reconciliation}, ${runs.reconciliation})`
  const found = await db
    .select({
      ...ENTRY_COLUMNS,
      previousHash: sql<string | null>`encode(${before.hash}, 'hex')`,
      reconciliation: name,
      key: discrepancies.keyText,
      configHash: sql<string | null>`coalesce(${cause.configHash}, ${runs.configHash})`,
    })
    .from(auditChain)
    .leftJoin(before, eq(before.position, sql`${auditChain.position} - 1`))
    .leftJoin(discrepancyEvents, eq(discrepancyEvents.id, auditChain.eventId))
    .leftJoin(discrepancies, eq(discrepancies.number, discrepancyEvents.number))
    .leftJoin(cause, eq(cause.id, discrepancyEvents.runId))
    .leftJoin(runs, eq(runs.id, auditChain.runId))
    .where(
      and(
        gt(auditChain.position, after),
        since && gte(at, since),
        until && lt(at, until),
        reconciliation === undefined ? undefined : eq(name, reconciliation),
      ),
    )
    .orderBy(asc(auditChain.position))
    .limit(limit)
  return found.map(({ previousHash, reconciliation, key, configHash, ...entry }) => ({
    ...toAuditEntry(entry),
    ...{ previousHash, reconciliation, key, configHash },
  }))
}

/** The names of all reconciliations that the tracker remembers anything of. */
export async function listRememberedNames(db: Database): Promise<string[]> {
  const found = await db
    .select({ name: runs.reconciliation })
    .from(runs)
    .union(db.select({ name: discrepancies.reconciliation }).from(discrepancies))
  return found.map(({ name }) => name).sort()
}
