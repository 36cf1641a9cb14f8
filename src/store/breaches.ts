import { and, count, eq, gte, lt, sql } from 'drizzle-orm'
import type { Severity } from '../domain/finding.ts'
import type { TargetName } from '../domain/ladder.ts'
import type { Database } from './database.ts'
import { isNotUndone } from './is-not-undone.ts'
import { oneOf } from './one-of.ts'
import { rowsOf } from './rows-of.ts'
import { breaches, discrepancies } from './schema.ts'

/** What of a reconciliation and severity was found, or came back, at that instant or before has missed the target. */
export interface TargetRule {
  readonly reconciliation: string
  readonly severity: Severity
  readonly target: TargetName
  readonly before: Date
}

export interface Missed {
  readonly number: number
  readonly target: TargetName
}

/** Targets that open discrepancies have missed and nobody was told of yet: none of those that nobody was told of at all. */
export async function listMissed(
  db: Database,
  {
    rules,
    limit,
    number = null,
  }: { readonly rules: readonly TargetRule[]; readonly limit: number; readonly number?: number | null },
): Promise<readonly Missed[]> {
  if (rules.length === 0) return []
  const since = sql`coalesce(d.reopened_at, d.first_seen_at)`
  const found = await db.execute(sql`
    select d.number::float8 as number, rule.target
    from json_to_recordset(${JSON.stringify(rules)}::json)
      as rule (reconciliation text, severity text, target text, before timestamptz)
    join discrepancies d on d.reconciliation = rule.reconciliation and d.severity = rule.severity
    where d.status <> 'resolved' and d.told_run_id is not null and ${since} <= rule.before
      and (${number}::bigint is null or d.number = ${number}::bigint)
      and not exists (
        select from breaches b where b.number = d.number and b.target = rule.target and b.since = ${since})
      and (rule.target <> 'acknowledge' or d.status <> 'acknowledged' and not exists (
        select from discrepancy_events e
        where e.number = d.number and e.kind = 'acknowledged' and e.at >= ${since} and ${isNotUndone(sql`e`)}))
    order by d.number, rule.target limit ${limit}`)
  return rowsOf<Missed>(found)
}

/** False: it was told already. */
export async function saveBreach(
  db: Database,
  breach: Missed & { readonly since: Date; readonly at: Date },
): Promise<boolean> {
  const saved = await db.insert(breaches).values(breach).onConflictDoNothing().returning()
  return saved.length === 1
}

/** Of one that was opened or came back then. */
export async function listBreaches(
  db: Database,
  { number, since }: { readonly number: number; readonly since: Date },
): Promise<readonly TargetName[]> {
  const found = await db
    .select({ target: breaches.target })
    .from(breaches)
    .where(and(eq(breaches.number, number), eq(breaches.since, since)))
    .orderBy(breaches.target)
  return found.map(({ target }) => target)
}

/** How many targets were missed in a period. */
export async function countBreaches(
  db: Database,
  { reconciliations, since, until }: { reconciliations: readonly string[]; since: Date; until: Date },
): Promise<number> {
  const [counted] = await db
    .select({ count: count() })
    .from(breaches)
    .innerJoin(discrepancies, eq(discrepancies.number, breaches.number))
    .where(
      and(
        oneOf(discrepancies.reconciliation, reconciliations),
        gte(breaches.at, since),
        lt(breaches.at, until),
      ),
    )
  return counted?.count ?? 0
}
