import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Tick } from '../domain/tick.ts'
import type { Context } from '../operations/context.ts'
import { explainFailure } from '../operations/explain-failure.ts'
import { findMissedRun } from '../operations/find-missed-run.ts'
import { runScheduled } from '../operations/run-scheduled.ts'
import { timetableOf } from '../operations/timetable.ts'
import { startDigests } from './start-digests.ts'
import { type Clock, startTicking } from './start-ticking.ts'
import type { Stoppable } from './stop-in-order.ts'

/** How late it may be seen that a run was missed: this process slept, or the one that made it died. */
const LOOK_AGAIN_MS = 2 * 60_000

/** Starts every scheduled reconciliation and digest at its time, and makes up for what was missed. */
export function startSchedule(context: Context): Clock {
  const inHand = new Set<Promise<void>>()
  const start = (name: string, tick: Tick) => {
    const working = runScheduled(context, name, tick)
    inHand.add(working)
    void working.then(() => inHand.delete(working))
  }
  const scheduled = context.settings.reconciliations.filter(({ schedule }) => schedule !== null)
  const clocks = scheduled.map((reconciliation) => keepTime(context, reconciliation, start))
  const catchingUp = startCatchingUp(context, scheduled, start)
  const digests = startDigests(context)
  return {
    isAlive: () => clocks.every((clock) => clock.isAlive()),
    async stop() {
      for (const clock of clocks) await clock.stop()
      await Promise.all([catchingUp.stop(), digests.stop()])
      await Promise.all(inHand)
    },
  }
}

type Start = (name: string, tick: Tick) => void

function keepTime({ now }: Context, reconciliation: Reconciliation, start: Start): Clock {
  const timetable = timetableOf(reconciliation)
  return startTicking({
    now,
    next: (after) => timetable.next(after)[0]?.startsAt ?? null,
    work({ since, until }) {
      const tick = timetable.due({ since: () => since, until })
      if (tick !== null) start(reconciliation.name, tick)
    },
  })
}

/** Looks at once, and every few minutes. */
function startCatchingUp(context: Context, scheduled: readonly Reconciliation[], start: Start): Stoppable {
  let isStopped = false
  const look = async () => {
    for (const reconciliation of scheduled) {
      const { name } = reconciliation
      const missed = isStopped ? null : await findMissed(context, reconciliation)
      if (missed === null || isStopped) continue
      context.log.info({ reconciliation: name, tick: missed.at }, 'a scheduled run was missed and starts now')
      start(name, missed)
    }
  }
  let looking = look()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, LOOK_AGAIN_MS)
  return {
    async stop() {
      isStopped = true
      clearInterval(timer)
      await looking
    },
  }
}

async function findMissed(context: Context, reconciliation: Reconciliation): Promise<Tick | null> {
  try {
    return await findMissedRun(context, reconciliation)
  } catch (error) {
    const why = explainFailure(error)?.message
    const facts = { reconciliation: reconciliation.name, ...(why ? { why } : { err: error }) }
    context.log.error(facts, 'missed runs could not be looked for; it is tried again')
    return null
  }
}
