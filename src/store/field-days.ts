import { and, eq, gte, type SQL, sql } from 'drizzle-orm'
import type { FindingKind } from '../domain/finding.ts'
import type { Database } from './database.ts'
import { readableJson } from './readable-json.ts'
import { rowsOf } from './rows-of.ts'
import { fieldDays, trendPlaces } from './schema.ts'

/** What became open and resolved, of one kind, field and cause; the latter two may be empty. */
export interface TopicChanges {
  readonly reconciliation: string
  readonly kind: FindingKind
  readonly field: string
  readonly cause: string
  readonly opened: number
  readonly resolved: number
}

export interface FieldDay extends TopicChanges {
  readonly day: string
}

/** All offsets of zones are a multiple of it, so days of any zone can be made of them. */
const QUARTER_SECONDS = 900
const EVENTS = 'events'

/** In which quarter of an hour it was: its beginning. */
export interface QuarterChanges extends TopicChanges {
  readonly at: Date
}

/** The last event that was summed up; 0: none. With `lock`, nobody else sums up until the transaction ends. */
export async function findTrendPlace(db: Database, { lock }: { readonly lock: boolean }): Promise<number> {
  if (lock) await db.insert(trendPlaces).values({ id: EVENTS, through: 0 }).onConflictDoNothing()
  const found = db.select().from(trendPlaces).where(eq(trendPlaces.id, EVENTS))
  const [place] = await (lock ? found.for('update') : found)
  return place?.through ?? 0
}

/** The event that ends the next `limit` of them; null: there is none. */
export async function findTrendEnd(
  db: Database,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<number | null> {
  const [found] = rowsOf<{ end: string | number | null }>(
    await db.execute(sql`select max(id) as end from (
      select id from discrepancy_events where id > ${after}::bigint order by id limit ${limit}::int) as page`),
  )
  return found?.end ? Number(found.end) : null
}

/** What the events after one, up to another, come to; of one reconciliation or of all. */
export async function countChanges(
  db: Database,
  { after, upTo, reconciliation }: { after: number; upTo?: number; reconciliation?: string },
): Promise<QuarterChanges[]> {
  const cause = causeIn('coalesce(event.finding, discrepancy.finding)', 'discrepancy.kind')
  const rows = rowsOf<TopicChanges & { readonly quarter: number }>(
    await db.execute(sql`
      select floor(extract(epoch from event.at) / ${QUARTER_SECONDS}::int)::int as quarter,
        discrepancy.reconciliation, discrepancy.kind, coalesce(discrepancy.field, '') as field, ${cause} as cause,
        (count(*) filter (where event.to_status <> 'resolved'))::int as opened,
        (count(*) filter (where event.to_status = 'resolved'))::int as resolved
      from discrepancy_events event
      join discrepancies discrepancy on discrepancy.number = event.number
      where event.id > ${after}::bigint ${upTo === undefined ? sql`` : sql`and event.id <= ${upTo}::bigint`}
        ${reconciliation === undefined ? sql`` : sql`and discrepancy.reconciliation = ${reconciliation}`}
        and event.to_status is not null
        and (event.from_status is null or (event.from_status = 'resolved') <> (event.to_status = 'resolved'))
      group by 1, 2, 3, 4, 5`),
  )
  return rows.map(({ quarter, ...changes }) => ({
    ...changes,
    at: new Date(quarter * QUARTER_SECONDS * 1_000),
  }))
}

/** Adds to what is summed up, and remembers up to which event. */
export async function addFieldDays(
  db: Database,
  { days, through }: { readonly days: readonly FieldDay[]; readonly through: number },
): Promise<void> {
  if (days.length > 0)
    await db.execute(sql`
      insert into field_days (reconciliation, day, kind, field, cause, opened, resolved)
      select reconciliation, day, kind, field, cause, opened, resolved
      from json_to_recordset(${JSON.stringify(days)}::json) as added
        (reconciliation text, day text, kind text, field text, cause text, opened int, resolved int)
      on conflict (reconciliation, day, kind, field, cause)
      do update set opened = field_days.opened + excluded.opened, resolved = field_days.resolved + excluded.resolved`)
  await db.update(trendPlaces).set({ through }).where(eq(trendPlaces.id, EVENTS))
}

export async function listFieldDays(
  db: Database,
  { reconciliation, from }: { readonly reconciliation: string; readonly from: string },
): Promise<FieldDay[]> {
  return await db
    .select()
    .from(fieldDays)
    .where(and(eq(fieldDays.reconciliation, reconciliation), gte(fieldDays.day, from)))
}

/** What a cause in a field ever came to: how many times it was opened, and on which day first. */
export interface CauseTotal {
  readonly field: string
  readonly cause: string
  readonly findings: number
  readonly since: string
}

export async function listCauseTotals(db: Database, reconciliation: string): Promise<CauseTotal[]> {
  return rowsOf(
    await db.execute(sql`
      select field, cause, sum(opened)::int as findings, min(day) as since from field_days
      where reconciliation = ${reconciliation} and kind = 'mismatch' and cause <> '' and opened > 0
      group by field, cause`),
  )
}

/** What is open of one reconciliation. */
export interface OpenTopic extends Pick<TopicChanges, 'kind' | 'field' | 'cause'> {
  readonly open: number
}

export async function countOpenTopics(db: Database, reconciliation: string): Promise<OpenTopic[]> {
  const cause = causeIn('finding', 'kind')
  return rowsOf(
    await db.execute(sql`
      select kind, coalesce(field, '') as field, ${cause} as cause, count(*)::int as open from discrepancies
      where reconciliation = ${reconciliation} and status <> 'resolved'
      group by 1, 2, 3`),
  )
}

/** The first day that is known of: with a finding, or with a run of everything. */
export async function findFirstDay(db: Database, reconciliation: string): Promise<string | null> {
  const [found] = rowsOf<{ day: string | null }>(
    await db.execute(sql`select min(day) as day from (
      (select day from field_days where reconciliation = ${reconciliation} order by day limit 1)
      union all (select day from drift_days where reconciliation = ${reconciliation} order by day limit 1)) as days`),
  )
  return found?.day ?? null
}

/** Empty where there is none. What PostgreSQL cannot read as JSON is rare, and to look for it costs more than to read. */
function causeIn(finding: string, kind: string): SQL {
  const plain = sql.raw(finding)
  return sql`case when ${sql.raw(kind)} <> 'mismatch' then ''
    when position(${'\\u'} in ${plain}::text) = 0 then coalesce(${plain} ->> 'cause', '')
    else coalesce(${readableJson(finding)} ->> 'cause', '') end`
}
