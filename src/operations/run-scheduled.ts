import type { Tick } from '../domain/tick.ts'
import { noteLeftOut, readScheduleState } from '../store/schedule-states.ts'
import { findOverlapping } from '../store/scheduled-runs.ts'
import type { Context } from './context.ts'
import { explainFailure } from './explain-failure.ts'
import { runReconciliation } from './run-reconciliation.ts'

/**
 * The run of one tick: of all processes that come with it, one makes it. Nothing starts while the schedule is paused, or
 * while a run that began before is still going; that is noted. Never rejects: who started it waits for no answer.
 */
export async function runScheduled(context: Context, name: string, tick: Tick): Promise<void> {
  const facts = { reconciliation: name, tick: tick.at }
  try {
    const { pause } = await readScheduleState(context.db, { reconciliation: name, now: context.now() })
    if (pause) {
      context.log.info({ ...facts, by: pause.by.id, until: pause.until }, 'scheduled run left out: paused')
      return
    }
    await runReconciliation(context, {
      name,
      scope: { kind: tick.changedOnly ? 'changed' : 'everything' },
      trigger: 'schedule',
      requestedBy: 'schedule',
      tick: tick.at,
    })
  } catch (error) {
    const known = explainFailure(error)
    if (known?.code === 'run-busy') await noteBusy(context, name, tick)
    else if (known?.code === 'tracker-unreachable')
      context.log.error(facts, 'scheduled run left out: the tracker cannot be reached')
    // The run has recorded and logged it, unless it could not even begin.
    else context.log.debug({ ...facts, err: error }, 'scheduled run failed')
  }
}

/** Another process made it, or the run before is not done. */
async function noteBusy(context: Context, name: string, { at, changedOnly }: Tick): Promise<void> {
  const { db, log } = context
  try {
    const going = await findOverlapping(db, { reconciliation: name, changedOnly, at, now: context.now() })
    if (going === null) {
      log.info({ reconciliation: name, tick: at }, 'scheduled run skipped: another process makes it')
      return
    }
    await noteLeftOut(db, name, { tick: at, runStartedAt: going.startedAt })
    log.warn(
      { reconciliation: name, tick: at, run: going.id, since: going.startedAt },
      'scheduled run skipped: the run before is still going',
    )
  } catch (error) {
    log.error({ reconciliation: name, err: error }, 'a run that was left out could not be noted')
  }
}
