import { type SQL, sql } from 'drizzle-orm'
import type { Change } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { columnOf } from './column-of.ts'
import type { Database } from './database.ts'

/** A change of a discrepancy that was known, with what it was and what it becomes. */
export interface Touched {
  readonly change: Exclude<Change, { type: 'opened' }>
  readonly before: Discrepancy
  readonly after: Discrepancy
}

interface TouchingRun {
  readonly runId: string
  readonly now: Date
  readonly isShadow?: boolean
}

/** What shows the same as before: nothing is written but that it was seen once more. */
export async function seeAgain(db: Database, run: TouchingRun, touched: readonly Touched[]): Promise<void> {
  await expectAll(
    touched,
    await db.execute(sql`
    with touched as (
      update discrepancies as target set
        last_seen_at = ${at(run)},
        last_run_id = ${run.runId},
        times_seen = target.times_seen + 1,
        told_run_id = case when target.status = 'resolved' then target.told_run_id
          else coalesce(target.told_run_id, ${run.isShadow ? null : run.runId}::text) end
      ${fromKnown(touched)}
      returning 1
    )
    select count(*)::int as count from touched`),
  )
}

export async function resolveAll(db: Database, run: TouchingRun, touched: readonly Touched[]): Promise<void> {
  const more = touched.map(({ before, after }) => `${before.status} ${after.resolution!.reason}`)
  await expectAll(
    touched,
    await db.execute(sql`
    with touched as (
      update discrepancies as target set
        status = 'resolved',
        status_by = ${actor(run)},
        status_at = ${at(run)},
        resolution_reason = split_part(known.more, ' ', 2),
        resolution_note = null,
        resolution_check = null,
        snoozed_until = null, snoozed_by = null, snoozed_at = null,
        version = target.version + 1
      ${fromKnown(touched, more)}
      returning target.number, split_part(known.more, ' ', 1) as from_status, target.resolution_reason
    ), noted as (
      insert into discrepancy_events (number, kind, actor, at, run_id, from_status, to_status, reason)
      select number, 'resolved', ${actor(run)}, ${at(run)}, ${run.runId}, from_status, 'resolved', resolution_reason
      from touched order by number
    )
    select count(*)::int as count from touched`),
  )
}

/** What came back, shows something else or wakes: everything that a run can change is written. */
export async function rewriteAll(db: Database, run: TouchingRun, touched: readonly Touched[]): Promise<void> {
  const rows = touched.map(({ change, before, after }) => ({
    ...Object.fromEntries(COLUMNS.map(([name, type, value]) => [name, written(type, value(after))])),
    number: after.number,
    known_version: before.version,
    from_status: change.type === 'reopened' ? before.status : null,
    kind: change.type === 'seen' && change.wakes ? 'woke' : change.type,
    is_event: change.type !== 'seen' || change.valuesChanged,
  }))
  const declared = sql.raw(
    COLUMNS.map(([name, type]) => `${name} ${type === 'json' ? 'text' : type}`).join(', '),
  )
  const set = sql.raw(COLUMNS.map(([name, type]) => `${name} = change.${name}::${type}`).join(', '))
  await expectAll(
    touched,
    await db.execute(sql`
    with change as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as change (${declared}, number bigint,
        known_version integer, from_status text, kind text, is_event boolean)
    ), touched as (
      update discrepancies as target set ${set}
      from change where target.number = change.number and target.version = change.known_version
      returning change.*
    ), noted as (
      insert into discrepancy_events (number, kind, actor, at, run_id, from_status, to_status, finding)
      select number, kind, ${actor(run)}, ${at(run)}, ${run.runId}, from_status,
        case when from_status is not null then status end, finding::json
      from touched where is_event order by number
    )
    select count(*)::int as count from touched`),
  )
}

/** What a run can change, as it stands in the table. */
const COLUMNS: readonly (readonly [string, string, (after: Discrepancy) => unknown])[] = [
  ['finding', 'json', ({ finding }) => finding],
  ['severity', 'text', ({ finding }) => finding.severity],
  ['status', 'text', ({ status }) => status],
  ['status_by', 'json', ({ statusBy }) => statusBy],
  ['status_at', 'timestamptz', ({ statusAt }) => statusAt],
  ['resolution_reason', 'text', ({ resolution }) => resolution?.reason],
  ['resolution_note', 'text', ({ resolution }) => resolution?.note],
  ['resolution_check', 'json', ({ resolution }) => resolution?.check],
  ['snoozed_until', 'timestamptz', ({ snooze }) => snooze?.until],
  ['snoozed_by', 'json', ({ snooze }) => snooze?.by],
  ['snoozed_at', 'timestamptz', ({ snooze }) => snooze?.at],
  ['damped_since', 'timestamptz', ({ damped }) => damped?.since],
  ['damped_until', 'timestamptz', ({ damped }) => damped?.until],
  ['reopened_at', 'timestamptz', ({ reopenedAt }) => reopenedAt],
  ['reopened_before_at', 'timestamptz', ({ reopenedBeforeAt }) => reopenedBeforeAt],
  ['last_seen_at', 'timestamptz', ({ lastSeenAt }) => lastSeenAt],
  ['last_run_id', 'text', ({ lastRunId }) => lastRunId],
  ['told_run_id', 'text', ({ toldRunId }) => toldRunId],
  ['route', 'text', ({ route }) => route],
  ['times_seen', 'integer', ({ timesSeen }) => timesSeen],
  ['times_reopened', 'integer', ({ timesReopened }) => timesReopened],
  ['version', 'integer', ({ version }) => version],
]

/** JSON as text within JSON, so that PostgreSQL does not take it apart: `\\u0000` would be refused. */
function written(type: string, value: unknown): unknown {
  return type === 'json' && value != null ? JSON.stringify(value) : value
}

/** The rows of what is known, at the version that is known. */
function fromKnown(touched: readonly Touched[], more?: readonly string[]): SQL {
  const numbers = columnOf(touched.map(({ before }) => String(before.number)))
  const versions = columnOf(touched.map(({ before }) => String(before.version)))
  const [column, name] = more ? [sql`, ${columnOf(more)}`, sql`, more`] : [sql``, sql``]
  return sql`from unnest(${numbers}::bigint[], ${versions}::integer[]${column}) as known (number, version${name})
    where target.number = known.number and target.version = known.version`
}

/** Nobody else writes while a run remembers; if somebody does, what was planned is not true any more. */
function expectAll(touched: readonly Touched[], answer: unknown): void {
  const { count } = (answer as { readonly rows: readonly [{ readonly count: number }] }).rows[0]
  if (count !== touched.length)
    throw new Error(
      `${touched.length - count} of ${touched.length} discrepancies were changed by somebody else`,
    )
}

function actor({ runId }: TouchingRun): SQL {
  return sql`${JSON.stringify({ kind: 'run', id: runId, surface: 'run' })}::json`
}

function at({ now }: TouchingRun): SQL {
  return sql`${now.toISOString()}::timestamptz`
}
