import type { Reconciliation, ScheduleEntry } from '../domain/reconciliation.ts'
import type { Tick } from '../domain/tick.ts'
import { readScheduleState } from '../store/schedule-states.ts'
import { findCovered } from '../store/scheduled-runs.ts'
import type { Context } from './context.ts'
import { timetableOf } from './timetable.ts'

/** A tick is not missed before: whoever has it in hand is about to begin. */
const GRACE_MS = 60_000
const DAY_MS = 86_400_000

/**
 * The tick that has to be made up for: the newest that no run has covered since, and that was neither paused nor left
 * out for a run that was going. Several that were missed are one run, over everything where one of them was that. Null:
 * none was missed, or nothing ever ran.
 */
export async function findMissedRun(
  { db, now: clock }: Pick<Context, 'db' | 'now'>,
  reconciliation: Reconciliation,
): Promise<Tick | null> {
  const now = clock()
  const about = { reconciliation: reconciliation.name, now }
  const { lastRunAt, everything, changes } = await findCovered(db, about)
  if (lastRunAt === null) return null
  const { pause, pauseEndedAt, leftOut } = await readScheduleState(db, about)
  if (pause !== null) return null
  const since = ({ changedOnly, catchUpSeconds }: ScheduleEntry): Date => {
    const usual = Math.min(now.getTime() - DAY_MS, lastRunAt.getTime())
    const oldest = catchUpSeconds === undefined ? usual : now.getTime() - catchUpSeconds * 1_000
    return latest(new Date(oldest), changedOnly ? changes : everything, pauseEndedAt, leftOut?.tick ?? null)
  }
  return timetableOf(reconciliation).due({ since, until: new Date(now.getTime() - GRACE_MS) })
}

function latest(first: Date, ...others: readonly (Date | null)[]): Date {
  return new Date(Math.max(first.getTime(), ...others.map((other) => other?.getTime() ?? 0)))
}
