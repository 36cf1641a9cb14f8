import { asc, sql } from 'drizzle-orm'
import type { Change, SavedChange } from '../domain/change.ts'
import type { Actor } from '../domain/discrepancy.ts'
import { findingField } from '../domain/finding.ts'
import { writeKey } from '../domain/record.ts'
import { applyChange } from '../tracker/apply-change.ts'
import { FLAP_MS, flapWindow } from '../tracker/flapping.ts'
import { columnOf } from './column-of.ts'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { oneOfNumbers } from './one-of.ts'
import { discrepancies } from './schema.ts'
import { toDiscrepancy } from './to-discrepancy.ts'

export interface RunChangesToSave {
  readonly reconciliation: string
  readonly changes: readonly Change[]
  readonly runId: string
  readonly now: Date
  /** Nobody is told of what the run sees. */
  readonly isShadow?: boolean
}

type Opened = Extract<Change, { type: 'opened' }>
type Touched = Exclude<Change, Opened>

/** Rows a statement. They travel as one parameter, JSON, because a statement takes at most 65,535 of them. */
const CHUNK = 5_000

/**
 * Saves what a run's findings mean, with the events, and answers each change with the discrepancy as it now is, in the
 * order given. Call it in the transaction that read what was known.
 */
export async function saveChanges(db: Database, input: RunChangesToSave): Promise<SavedChange[]> {
  const saved: SavedChange[] = []
  const opened = input.changes.filter((change) => change.type === 'opened')
  const touched = input.changes.filter((change) => change.type !== 'opened')
  for (const chunk of inChunks(opened, CHUNK)) saved.push(...(await open(db, input, chunk)))
  for (const chunk of inChunks(touched, CHUNK)) saved.push(...(await touch(db, input, chunk)))
  const order = new Map(input.changes.map((change, position) => [change, position]))
  return saved.sort((a, b) => order.get(a.change)! - order.get(b.change)!)
}

async function open(
  db: Database,
  input: RunChangesToSave,
  changes: readonly Opened[],
): Promise<SavedChange[]> {
  const { reconciliation, runId } = input
  const shapes = new Map<string, number>()
  const [fingerprints, shapeIds, keys, evidence] = [[], [], [], []] as string[][]
  for (const { fingerprint, finding } of changes) {
    const shape = JSON.stringify([finding.kind, findingField(finding), finding.severity])
    const id = shapes.get(shape) ?? shapes.size
    shapes.set(shape, id)
    fingerprints!.push(fingerprint)
    shapeIds!.push(String(id))
    keys!.push(writeKey(finding.key))
    evidence!.push(JSON.stringify(finding))
  }
  const written = (await db.execute(sql`
    with opened as (
      insert into discrepancies (reconciliation, fingerprint, kind, key_text, field, finding, severity, status,
        status_by, status_at, first_seen_at, last_seen_at, times_seen, times_reopened, first_run_id, last_run_id, told_run_id, version)
      select ${reconciliation}, fingerprint, shape ->> 0, key_text, shape ->> 1, finding::json, shape ->> 2, 'new',
        ${actorText(runId)}::json, ${at(input)}, ${at(input)}, ${at(input)}, 1, 0, ${runId}, ${runId}, ${toldBy(input)}, 1
      from unnest(${columnOf(fingerprints!)}, ${columnOf(shapeIds!)}, ${columnOf(keys!)}, ${columnOf(evidence!)})
        with ordinality as change (fingerprint, shape_id, key_text, finding, position)
      join json_array_elements(${`[${[...shapes.keys()].join()}]`}::json)
        with ordinality as shapes (shape, id) on id = shape_id::int + 1
      order by position
      returning number, finding
    ), noted as (
      insert into discrepancy_events (number, kind, actor, at, run_id, to_status, finding)
      select number, 'opened', ${actorText(runId)}::json, ${at(input)}, ${runId}, 'new', finding
      from opened order by number
    )
    select string_agg(number::text, ' ' order by number) as numbers from opened`)) as {
    readonly rows: readonly [{ readonly numbers: string }]
  }
  const numbers = written.rows[0].numbers.split(' ').map(Number)
  return changes.map((change, index) => {
    const number = numbers[index]!
    return { change, discrepancy: applyChange(change, { ...input, before: null, number }) }
  })
}

async function touch(
  db: Database,
  input: RunChangesToSave,
  changes: readonly Touched[],
): Promise<SavedChange[]> {
  const { runId } = input
  const rows = changes.map((change) => ({
    number: change.number,
    type: change.type,
    finding: 'finding' in change ? JSON.stringify(change.finding) : null,
    severity: 'finding' in change ? change.finding.severity : null,
    reason: change.type === 'resolved' ? (change.reason ?? 'agrees') : null,
    values_changed: change.type === 'seen' && change.valuesChanged,
    wakes: change.type !== 'seen' || change.wakes === true,
  }))
  await db.execute(sql`
    with change as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as change (number bigint, type text, finding text, severity text, reason text, values_changed boolean,
          wakes boolean)
    ), touched as (
      update discrepancies as target set
        finding = coalesce(change.finding::json, target.finding),
        severity = coalesce(change.severity, target.severity),
        status = case change.type when 'reopened' then 'new' when 'resolved' then 'resolved' else target.status end,
        status_by = case change.type when 'seen' then target.status_by else ${actorText(runId)}::json end,
        status_at = case change.type when 'seen' then target.status_at else ${at(input)} end,
        resolution_reason = case change.type when 'reopened' then null when 'resolved' then change.reason
          else target.resolution_reason end,
        resolution_note = case change.type when 'seen' then target.resolution_note end,
        ${quietColumns(input)},
        last_seen_at = case change.type when 'resolved' then target.last_seen_at else ${at(input)} end,
        last_run_id = case change.type when 'resolved' then target.last_run_id else ${runId} end,
        told_run_id = case when change.type = 'resolved' or (change.type = 'seen' and target.status = 'resolved')
          then target.told_run_id else coalesce(target.told_run_id, ${toldBy(input)}) end,
        times_seen = target.times_seen + (change.type <> 'resolved')::int,
        times_reopened = target.times_reopened + (change.type = 'reopened')::int,
        version = target.version + (change.type <> 'seen' or change.values_changed)::int
      from change join discrepancies as before on before.number = change.number
      where target.number = change.number
      returning target.number, change.type, change.wakes, change.values_changed, change.finding,
        before.status as from_status, target.status as to_status, target.resolution_reason
    )
    insert into discrepancy_events (number, kind, actor, at, run_id, from_status, to_status, reason, finding)
    select number, case when type = 'seen' and wakes then 'woke' else type end, ${actorText(runId)}::json,
      ${at(input)}, ${runId},
      case when type <> 'seen' then from_status end, case when type <> 'seen' then to_status end,
      case type when 'resolved' then resolution_reason end, finding::json
    from touched where type <> 'seen' or values_changed
    order by number`)
  const numbers = changes.map((change) => change.number)
  const saved = await db
    .select()
    .from(discrepancies)
    .where(oneOfNumbers(discrepancies.number, numbers))
    .orderBy(asc(discrepancies.number))
  const byNumber = new Map(saved.map((row) => [row.number, toDiscrepancy(row)]))
  return changes.map((change) => ({ change, discrepancy: byNumber.get(change.number)! }))
}

/** What is open and was told to nobody before, this run tells. */
function toldBy({ runId, isShadow }: RunChangesToSave) {
  return sql`${isShadow ? null : runId}::text`
}

/** A snooze ends with what wakes it; what comes back is damped as `planDamping` says. */
function quietColumns(input: RunChangesToSave) {
  const [now, window] = [at(input), instant(flapWindow(input.now))]
  return sql`
    snoozed_until = case when not change.wakes then target.snoozed_until end,
    snoozed_by = case when not change.wakes then target.snoozed_by end,
    snoozed_at = case when not change.wakes then target.snoozed_at end,
    damped_since = case when change.type <> 'reopened' then target.damped_since
      when target.damped_until > ${now} then target.damped_since
      when target.reopened_before_at > ${window} then ${now} end,
    damped_until = case when change.type <> 'reopened' then target.damped_until
      when target.damped_until > ${now} or target.reopened_before_at > ${window}
      then ${now} + make_interval(secs => ${FLAP_MS / 1_000}) end,
    reopened_at = case change.type when 'reopened' then ${now} else target.reopened_at end,
    reopened_before_at = case change.type when 'reopened' then target.reopened_at
      else target.reopened_before_at end`
}

function actorText(runId: string): string {
  return JSON.stringify(runActor(runId))
}

function runActor(id: string): Actor {
  return { kind: 'run', id, surface: 'run' }
}

function at({ now }: RunChangesToSave) {
  return instant(now)
}

function instant(at: Date) {
  return sql`${at.toISOString()}::timestamptz`
}
