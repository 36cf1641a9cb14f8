import { setImmediate } from 'node:timers/promises'
import type { LeftOut, Pause } from '../domain/pause.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Run } from '../domain/run.ts'
import type { NextRun } from '../domain/tick.ts'
import type { TopicTrouble } from '../domain/topic-trouble.ts'
import { type AwaitedCount, countAwaited } from '../store/awaited.ts'
import { countOpenElsewhere } from '../store/count-open-elsewhere.ts'
import { countOpenBySeverity } from '../store/discrepancies.ts'
import { listFindingCounts } from '../store/finding-counts.ts'
import { listUndecided } from '../store/held-runs.ts'
import { inChunks } from '../store/in-chunks.ts'
import { listRuns } from '../store/runs.ts'
import { readScheduleState } from '../store/schedule-states.ts'
import type { Context } from './context.ts'
import { type Deliveries, describeDeliveries } from './describe-deliveries.ts'
import { describeVerified, type Verified } from './describe-verified.ts'
import { listTopicTroubles } from './list-topic-troubles.ts'
import { timetableOf } from './timetable.ts'

/** Health of one reconciliation. */
export interface ReconciliationStatus {
  readonly reconciliation: Reconciliation
  /** The last run that ended, whatever its outcome; not those after events, of which there may be many a minute. */
  readonly lastRun: Run | null
  readonly running: Run | null
  readonly open: { readonly high: number; readonly medium: number; readonly low: number }
  /** The next run of each entry of its schedule, the soonest first; after the pause where it is paused. */
  readonly nextRuns: readonly NextRun[]
  /** Null: its schedule is not paused. */
  readonly pause: Pause | null
  /** What no run has made up for yet; null: nothing. */
  readonly leftOut: LeftOut | null
  /** Held runs that nobody has decided about; null: there are none. */
  readonly held: { readonly times: number; readonly since: Date } | null
  /** Null: its changes are not followed. */
  readonly verified: Verified | null
  /** How many findings its last runs had, oldest first. */
  readonly findings: readonly number[]
  /** Records that are awaited after events; null: none. */
  readonly awaited: AwaitedCount | null
}

export interface Health {
  readonly reconciliations: readonly ReconciliationStatus[]
  /** What is open of reconciliations that the config does not have any more: no run looks at it. */
  readonly elsewhere: readonly { readonly reconciliation: string; readonly open: number }[]
}

/** How many runs a trend is made of. */
const TREND_RUNS = 14
const AT_ONCE = 10

/** Health of every reconciliation, of the topics that are followed and of the delivery. */
export async function describeStatus(
  context: Context,
): Promise<Health & Deliveries & { readonly topics: readonly TopicTrouble[] }> {
  const topics = await listTopicTroubles(context)
  return { ...(await describeHealth(context)), ...(await describeDeliveries(context)), topics }
}

/** Health of every reconciliation, or of some. */
export async function describeHealth(
  context: Context,
  reconciliations: readonly Reconciliation[] = context.settings.reconciliations,
): Promise<Health> {
  const names = context.settings.reconciliations.map(({ name }) => name)
  return {
    reconciliations: await describeEach(context, reconciliations),
    elsewhere: await countOpenElsewhere(context.db, names),
  }
}

/** Few at a time: clicks wait while thousands are counted at once. */
async function describeEach(
  context: Context,
  reconciliations: readonly Reconciliation[],
): Promise<ReconciliationStatus[]> {
  const described: ReconciliationStatus[] = []
  for (const some of inChunks(reconciliations, AT_ONCE)) {
    described.push(...(await Promise.all(some.map((each) => describeOne(context, each)))))
    await setImmediate()
  }
  return described
}

async function describeOne(context: Context, reconciliation: Reconciliation): Promise<ReconciliationStatus> {
  const { db } = context
  const { name } = reconciliation
  const now = context.now()
  const { pause, leftOut } = await readScheduleState(db, { reconciliation: name, now })
  const undecided = await listUndecided(db, name)
  const runs = await listRuns(db, { reconciliation: name, limit: 20, withoutEvents: true })
  return {
    reconciliation,
    lastRun: runs.find((run) => run.state !== 'running') ?? null,
    running: runs.find((run) => run.state === 'running') ?? null,
    open: await countOpenBySeverity(db, name),
    nextRuns: listNextRuns(reconciliation, { pause, now }),
    pause,
    leftOut: leftOut && isMadeUpFor(leftOut, runs) ? null : leftOut,
    held: undecided[0] ? { times: undecided.length, since: undecided[0].startedAt } : null,
    verified: reconciliation.changes ? await describeVerified(context, reconciliation) : null,
    findings: await listFindingCounts(db, { reconciliation: name, limit: TREND_RUNS }),
    awaited: await countAwaited(db, { reconciliation: name, now: context.now() }),
  }
}

function listNextRuns(
  reconciliation: Reconciliation,
  { pause, now }: { readonly pause: Pause | null; readonly now: Date },
): readonly NextRun[] {
  const timetable = timetableOf(reconciliation)
  if (pause === null) return timetable.next(now)
  // A tick at the very end of a pause is none of it.
  return pause.until === null ? [] : timetable.next(new Date(pause.until.getTime() - 1))
}

function isMadeUpFor({ tick }: LeftOut, runs: readonly Run[]): boolean {
  const looks = runs.filter(({ scope }) => scope.kind === 'everything' || scope.kind === 'changed')
  return looks.some(({ startedAt }) => startedAt >= tick)
}
