import { type SQL, sql } from 'drizzle-orm'
import type { MedianTime } from '../domain/digest-facts.ts'
import type { Actor } from '../domain/discrepancy.ts'
import type { FindingKind } from '../domain/finding.ts'
import type { Database } from './database.ts'
import { isNotUndone } from './is-not-undone.ts'
import { oneOf } from './one-of.ts'
import { readableJson } from './readable-json.ts'

/** From `since` on and before `until`. */
export interface FigurePeriod {
  readonly reconciliations: readonly string[]
  readonly since: Date
  readonly until: Date
}

/** Who resolved how many by hand, most first; what was undone does not count. */
export async function countResolvers(
  db: Database,
  period: FigurePeriod,
): Promise<{ readonly actor: Actor; readonly count: number }[]> {
  return await rowsOf(
    db,
    sql`select json_build_object('kind', 'person', 'id', event.actor ->> 'id', 'surface', event.actor ->> 'surface') as actor,
        count(*)::int as count
      ${eventsOf(period)} and event.kind = 'resolved' and event.actor ->> 'kind' = 'person'
        and ${isNotUndone(EVENT)}
      group by event.actor ->> 'id', event.actor ->> 'surface'
      order by count(*) desc, event.actor ->> 'id', event.actor ->> 'surface'`,
  )
}

/**
 * How long it took people to acknowledge and to resolve what they did in the period, from when it was opened or last came
 * back. Of several acknowledgements after that the first one counts, and what was undone does not.
 */
export async function readMedians(
  db: Database,
  period: FigurePeriod,
): Promise<{ readonly acknowledged: MedianTime | null; readonly resolved: MedianTime | null }> {
  const found = await rowsOf<MedianTime & { readonly kind: 'acknowledged' | 'resolved' }>(
    db,
    sql`select event.kind, count(*)::int as count,
        percentile_cont(0.5) within group (order by extract(epoch from event.at - began.at)::float8) as seconds
      from discrepancy_events event
      join discrepancies discrepancy on discrepancy.number = event.number
      cross join lateral (
        select before.id, before.at from discrepancy_events before
        where before.number = event.number and before.id < event.id and before.kind in ('opened', 'reopened')
        order by before.id desc limit 1
      ) began
      where ${isIn(period)} and event.kind in ('acknowledged', 'resolved') and event.actor ->> 'kind' = 'person'
        and ${isNotUndone(EVENT)}
        and (event.kind = 'resolved' or not exists (
          select from discrepancy_events before
          where before.number = event.number and before.id > began.id and before.id < event.id
            and before.kind = 'acknowledged' and ${isNotUndone(sql`before`)}))
      group by event.kind`,
  )
  const of = (kind: string) => {
    const [median] = found.filter((each) => each.kind === kind)
    return median ? { seconds: Math.round(median.seconds), count: median.count } : null
  }
  return { acknowledged: of('acknowledged'), resolved: of('resolved') }
}

/** Discrepancies of one kind, field and cause. */
export interface TopicCounts {
  readonly kind: FindingKind
  readonly field: string | null
  readonly cause: string | null
  readonly opened: number
  readonly open: number
}

const FINDING = readableJson('discrepancy.finding')

/** What was opened in the period, and what is open, by what it is about. */
export async function countTopics(db: Database, period: FigurePeriod): Promise<TopicCounts[]> {
  return await rowsOf(
    db,
    sql`select kind, field, cause, sum(opened)::int as opened, sum(open)::int as open from (
        select discrepancy.kind, discrepancy.field, ${FINDING} ->> 'cause' as cause,
          count(*) as opened, 0 as open
        ${eventsOf(period)} and event.kind = 'opened'
        group by 1, 2, 3
        union all
        select discrepancy.kind, discrepancy.field, ${FINDING} ->> 'cause', 0, count(*)
        from discrepancies discrepancy
        where ${oneOf(RECONCILIATION, period.reconciliations)} and discrepancy.status <> 'resolved'
        group by 1, 2, 3
      ) topics
      group by kind, field, cause`,
  )
}

/** What became open and what became resolved in one bucket of time: 1 is the first; past the last edge is one more. */
export interface TrendCounts {
  readonly bucket: number
  readonly opened: number
  readonly resolved: number
}

/** Everything since the first edge; a bucket in which nothing happened is left out. */
export async function countTrend(
  db: Database,
  {
    reconciliations,
    edges,
  }: { readonly reconciliations: readonly string[]; readonly edges: readonly Date[] },
): Promise<TrendCounts[]> {
  const instants = sql`(select array_agg(edge::timestamptz order by edge::timestamptz)
    from json_array_elements_text(${JSON.stringify(edges)}::json) as edges (edge))`
  return await rowsOf(
    db,
    sql`select width_bucket(event.at, ${instants}) as bucket,
        (count(*) filter (where event.to_status <> 'resolved'))::int as opened,
        (count(*) filter (where event.to_status = 'resolved'))::int as resolved
      from discrepancy_events event
      join discrepancies discrepancy on discrepancy.number = event.number
      where event.at >= ${instantOf(edges[0]!)} and ${oneOf(RECONCILIATION, reconciliations)}
        and event.to_status is not null
        and (event.from_status is null or (event.from_status = 'resolved') <> (event.to_status = 'resolved'))
      group by 1 order by 1`,
  )
}

/** When the first of these was compared, by any run that read its sources; null: none was yet. */
export async function findFirstRunAt(db: Database, reconciliations: readonly string[]): Promise<Date | null> {
  const [found] = await rowsOf<{ at: string | null }>(
    db,
    sql`select to_json(min(started_at)) #>> '{}' as at from runs
      where ${oneOf(sql`reconciliation`, reconciliations)} and state in ('completed', 'partial')`,
  )
  return found?.at ? new Date(found.at) : null
}

/** How many snoozes end before then. */
export async function countWaking(
  db: Database,
  { reconciliations, before }: { readonly reconciliations: readonly string[]; readonly before: Date },
): Promise<number> {
  const [counted] = await rowsOf<{ count: number }>(
    db,
    sql`select count(*)::int as count from discrepancies discrepancy
      where ${oneOf(RECONCILIATION, reconciliations)} and discrepancy.snoozed_at is not null
        and discrepancy.snoozed_until < ${instantOf(before)} and discrepancy.status <> 'resolved'`,
  )
  return counted?.count ?? 0
}

const EVENT = sql`event`
const RECONCILIATION = sql`discrepancy.reconciliation`

function eventsOf(period: FigurePeriod): SQL {
  return sql`from discrepancy_events event
    join discrepancies discrepancy on discrepancy.number = event.number
    where ${isIn(period)}`
}

function isIn({ reconciliations, since, until }: FigurePeriod): SQL {
  return sql`event.at >= ${instantOf(since)} and event.at < ${instantOf(until)}
    and ${oneOf(RECONCILIATION, reconciliations)}`
}

function instantOf(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`
}

async function rowsOf<Row>(db: Database, statement: SQL): Promise<Row[]> {
  return ((await db.execute(statement)) as unknown as { rows: Row[] }).rows
}
