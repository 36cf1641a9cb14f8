import { type SQL, sql } from 'drizzle-orm'
import { STATUSES, type Status } from '../domain/discrepancy.ts'
import type { FindingKind, Severity } from '../domain/finding.ts'
import type { FindingTraits } from '../domain/finding-traits.ts'
import type { Database } from './database.ts'
import { readableJson } from './readable-json.ts'
import { TELLING } from './telling.ts'

/** Discrepancies alike in all of these. */
export interface RunGroupCount extends FindingTraits {
  readonly severity: Severity
  readonly status: Status
  readonly count: number
}

/** What a run told of first, as an alert, without the first `skip` by number, which have cards of their own. */
export interface RunGroup {
  readonly runId: string
  readonly skip: number
}

/** Which of a group; what is not said does not narrow. */
export interface RunGroupFilter {
  readonly traits?: FindingTraits
  readonly kind?: FindingKind
  /** Null: about whole records. */
  readonly field?: string | null
  readonly severity?: Severity
  readonly statuses?: readonly Status[]
  /** Those too whose status changed after this event, whatever it is now. */
  readonly orMovedAfter?: number
}

export async function countRunGroup(db: Database, group: RunGroup): Promise<RunGroupCount[]> {
  const found = await db.execute(sql`
    select kind, field, severity, status, cause, sides, rule, count(*)::int as count from ${membersOf(group)} as members
    group by kind, field, severity, status, cause, sides, rule
    order by kind, field, cause, sides, rule, severity, status`)
  type Row = Omit<RunGroupCount, 'sides'> & { readonly sides: string }
  return (found as unknown as { readonly rows: Row[] }).rows.map((row) => ({
    ...row,
    sides: JSON.parse(row.sides) as string[],
  }))
}

export interface RunGroupPage extends RunGroup, RunGroupFilter {
  readonly limit: number
  readonly offset?: number
}

/** The numbers of a group's members, those first that nobody has taken on, and what is resolved last. */
export async function listRunGroup(
  db: Database,
  { limit, offset = 0, ...group }: RunGroupPage,
): Promise<number[]> {
  const rank = sql`case status ${sql.join(
    GROUP_ORDER.map((status, place) => sql`when ${status} then ${place}::int`),
    sql` `,
  )} end`
  const found = await db.execute(sql`
    select number::float8 as number from ${group.traits ? membersOf(group) : toldBy(group)} as members where ${fits(group)}
    order by ${rank}, number limit ${limit} offset ${offset}`)
  return (found as unknown as { readonly rows: { number: number }[] }).rows.map(({ number }) => number)
}

/** What nobody looks into yet comes first. */
export const GROUP_ORDER: readonly Status[] = ['escalated', 'new', 'acknowledged', 'resolved']

/** With what their findings have in common. */
function membersOf(group: RunGroup): SQL {
  return sql`(
    select number, kind, field, severity, status, found.cause, found.rule,
      coalesce(found."missingFrom", case when found.side is null then '[]' else json_build_array(found.side)::text end) as sides
    from ${toldBy(group)} as told,
      lateral json_to_record(${READABLE}) as found (cause text, side text, rule text, "missingFrom" text))`
}

function toldBy({ runId, skip }: RunGroup): SQL {
  return sql`(
    select number, kind, field, severity, status, finding from discrepancies
    where told_run_id = ${runId} and ${TELLING} = 'alert' order by number offset ${skip})`
}

const READABLE = readableJson('told.finding')

function fits({ traits, kind, field, severity, statuses, orMovedAfter }: RunGroupFilter): SQL {
  const conditions = [sql`true`]
  if (traits !== undefined) {
    conditions.push(
      sql`kind = ${traits.kind} and field is not distinct from ${traits.field}::text and cause is not distinct from ${traits.cause}::text`,
      sql`sides = ${JSON.stringify(traits.sides)} and rule is not distinct from ${traits.rule}::text`,
    )
  }
  if (kind !== undefined) conditions.push(sql`kind = ${kind}`)
  if (field !== undefined) conditions.push(sql`field is not distinct from ${field}::text`)
  if (severity !== undefined) conditions.push(sql`severity = ${severity}`)
  if (statuses !== undefined) conditions.push(hasStatus(statuses, orMovedAfter))
  return sql.join(conditions, sql` and `)
}

function hasStatus(statuses: readonly Status[], orMovedAfter: number | undefined): SQL {
  const known = STATUSES.filter((status) => statuses.includes(status))
  const isOne = sql`status in (select json_array_elements_text(${JSON.stringify(known)}::json))`
  if (orMovedAfter === undefined) return isOne
  return sql`(${isOne} or number in (
    select number from discrepancy_events where id > ${orMovedAfter} and from_status is not null))`
}
