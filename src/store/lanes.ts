import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { ClaimedRow } from '../domain/outbox.ts'
import type { Database } from './database.ts'
import { lanes, outbox } from './schema.ts'

/** How fast a lane may go: one call an interval, and after a rest so many at once. */
interface Pace {
  readonly intervalMs: number
  readonly burst: number
}

/** Slack takes about one post a second in a channel. */
const POSTS: Pace = { intervalMs: 1_000, burst: 1 }
/** Services of incidents each limit by themselves, and say so; this keeps a storm from running into it at once. */
const CALLS: Pace = { intervalMs: 250, burst: 1 }
/** Slack takes 50 edits a minute in all: 40 steady ones and 10 at once never make more. */
const EDITS: Pace = { intervalMs: 1_500, burst: 10 }
const EDIT_LANE = 'edit'

export interface LaneClaim {
  readonly now: Date
  readonly leaseSeconds: number
}

/**
 * Takes what goes next in every lane that nobody else uses and that Slack takes something from now: in each channel the
 * first post that was asked for, even if it must wait and others not, and of the edits the first that is due. Nobody else
 * gets these rows, or anything of their lanes, until the lane is released or the lease ends. `attempts` counts this one.
 */
export async function claimOutbox(db: Database, claim: LaneClaim): Promise<readonly ClaimedRow[]> {
  const due = await listHeads(db, claim.now)
  if (due.length === 0) return []
  const epoch = new Date(0)
  const wanted = [...new Set(due.map(({ lane }) => lane))].sort()
  await db
    .insert(lanes)
    .values(wanted.map((lane) => ({ lane, leaseUntil: epoch, freeAt: epoch })))
    .onConflictDoNothing()
  return await db.transaction(async (transaction: Database) => {
    const ours = await lockLanes(transaction, wanted, claim.now)
    // Looked at again: only now does nobody else move what is in them.
    const heads = (await listHeads(transaction, claim.now)).filter(({ lane }) => ours.has(lane))
    return await claimHeads(transaction, heads, claim)
  })
}

/** When the first call can be made that waits now; null: nothing waits. */
export async function nextDueAt(db: Database): Promise<Date | null> {
  const found = await db.execute(sql`
    select extract(epoch from min(greatest(
      next_attempt_at, waiting.lease_until, lanes.lease_until, free_at - ${tolerance})))::float8 * 1000 as at
    from (${pending}) as waiting left join lanes using (lane)
    where ${mayGo}`)
  const at = rowsOf<{ at: number | null }>(found)[0]?.at ?? null
  return at === null ? null : new Date(Math.ceil(at))
}

/** Nobody else claims of it, or lets go of it, until the transaction ends. */
export async function lockLane(db: Database, { lane }: Pick<ClaimedRow, 'lane'>): Promise<void> {
  await db.select({ lane: lanes.lane }).from(lanes).where(eq(lanes.lane, lane)).for('update')
}

/** Lets others use the lane. `usedAt`: Slack was called; `freeAt`: Slack wants no call before. */
export async function releaseLane(
  db: Database,
  row: Pick<ClaimedRow, 'lane' | 'leaseUntil'>,
  after: { readonly usedAt: Date | null; readonly freeAt: Date | null },
): Promise<void> {
  const { intervalMs } = paceOf(row.lane)
  const used = after.usedAt
    ? sql`greatest(${lanes.freeAt}, ${instant(after.usedAt)}) + ${`${intervalMs} ms`}::interval`
    : lanes.freeAt
  // What was set aside for a burst is gone as well when Slack says to wait.
  const reserve = row.lane === EDIT_LANE ? EDITS.intervalMs * (EDITS.burst - 1) : 0
  const asked = after.freeAt ? new Date(after.freeAt.getTime() + reserve) : new Date(0)
  await db
    .update(lanes)
    .set({ leaseUntil: new Date(0), freeAt: sql`greatest(${used}, ${instant(asked)})` })
    .where(and(eq(lanes.lane, row.lane), eq(lanes.leaseUntil, row.leaseUntil)))
}

function paceOf(lane: string): Pace {
  if (lane === EDIT_LANE) return EDITS
  return lane.startsWith('incident:') ? CALLS : POSTS
}

/** Everything that waits, with its lane and its place there. */
const pending = sql`
  select tag, lane, next_attempt_at, lease_until,
    row_number() over (partition by lane order by asked_at, position, tag) as place
  from (
    select o.*, case when o.channel like 'incident:%' then o.channel
      when m.tag is null then 'post:' || o.channel else ${sql.raw(`'${EDIT_LANE}'`)} end as lane
    from outbox o left join messages m on m.tag = o.tag and m.gone_at is null
    where o.state = 'pending'
  ) as each_row`

/** Posts keep their order; of edits, and of incidents, none waits for another. */
const mayGo = sql`(place = 1 or lane = ${sql.raw(`'${EDIT_LANE}'`)} or lane like 'incident:%')`

/** How far ahead of its pace a lane may be. */
const tolerance = sql`case when lane = ${sql.raw(`'${EDIT_LANE}'`)}
  then ${sql.raw(`'${EDITS.intervalMs * (EDITS.burst - 1)} ms'`)}::interval else '0'::interval end`

interface Head {
  readonly tag: string
  readonly lane: string
}

/** As `enqueue` does: of two at once one waits for the other, and neither for both. */
const BY_TAG = sql`${outbox.tag} collate "C"`

/** What may go now, by its own time: the first of each channel if it is due, and the first edit that is. */
async function listHeads(db: Database, now: Date): Promise<readonly Head[]> {
  const found = await db.execute(sql`
    select distinct on (lane) tag, lane from (${pending}) as waiting
    where ${mayGo}
      and next_attempt_at <= ${instant(now)} and (lease_until is null or lease_until <= ${instant(now)})
    order by lane, place`)
  return rowsOf<Head>(found)
}

async function lockLanes(db: Database, wanted: readonly string[], now: Date): Promise<ReadonlySet<string>> {
  const found = await db.execute(sql`
    select lane from lanes
    where ${inArray(lanes.lane, [...wanted])}
      and lease_until <= ${instant(now)} and free_at - ${tolerance} <= ${instant(now)}
    order by lane for update skip locked`)
  return new Set(rowsOf<{ lane: string }>(found).map(({ lane }) => lane))
}

async function claimHeads(
  db: Database,
  heads: readonly Head[],
  { now, leaseSeconds }: LaneClaim,
): Promise<readonly ClaimedRow[]> {
  if (heads.length === 0) return []
  const leaseUntil = new Date(now.getTime() + leaseSeconds * 1_000)
  const laneOf = new Map(heads.map(({ tag, lane }) => [tag, lane]))
  const { position: _position, ...columns } = getTableColumns(outbox)
  const ours = inArray(outbox.tag, [...laneOf.keys()])
  await db.select({ tag: outbox.tag }).from(outbox).where(ours).orderBy(BY_TAG).for('update')
  const claimed = await db
    .update(outbox)
    .set({ attempts: sql`${outbox.attempts} + 1`, leaseUntil })
    .where(ours)
    .returning(columns)
  await db
    .update(lanes)
    .set({ leaseUntil })
    .where(inArray(lanes.lane, [...laneOf.values()]))
  return claimed.map((row) => ({ ...row, leaseUntil, lane: laneOf.get(row.tag)! }))
}

function instant(at: Date) {
  return sql`${at.toISOString()}::timestamptz`
}

/** Both drivers answer with `rows`. */
function rowsOf<Row>(result: unknown): Row[] {
  return (result as { rows: Row[] }).rows
}
