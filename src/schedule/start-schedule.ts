import { type ScheduledTask, schedule } from 'node-cron'
import type { Log } from '../domain/log.ts'
import type { Reconciliation, Schedule } from '../domain/reconciliation.ts'
import type { Scope } from '../domain/scope.ts'
import type { Context } from '../operations/context.ts'
import { explainFailure } from '../operations/explain-failure.ts'
import { runReconciliation } from '../operations/run-reconciliation.ts'
import { startDigests } from './start-digests.ts'

export interface Clock {
  /** When a reconciliation starts next; null: it has no schedule. */
  nextRunAt(reconciliation: string): Date | null
  /** Starts nothing more and waits for what it started. */
  stop(): Promise<void>
}

/** Starts every scheduled reconciliation and digest at its time, in its zone. */
export function startSchedule(context: Context): Clock {
  const inHand = new Set<Promise<void>>()
  const start = ({ cron, zone }: Schedule, work: (at: Date) => Promise<void>) =>
    schedule(
      cron,
      async ({ date }) => {
        const working = work(date)
        inHand.add(working)
        await working.finally(() => inHand.delete(working))
      },
      { timezone: zone, noOverlap: true, suppressMissedWarning: true, logger: cronLog(context.log) },
    )
  /** Of a deep scan and a look at changes at the same instant, one is enough: the deep one. */
  const startRuns = ({ name }: Reconciliation, at: Schedule) => {
    const everything: Scope = { kind: 'everything' }
    if (!at.changedOnly)
      return [start(at, (tick) => runScheduled(context, { name, scope: everything, tick }))]
    const deep =
      at.deepScan === undefined
        ? null
        : start({ ...at, cron: at.deepScan }, (tick) =>
            runScheduled(context, { name, scope: everything, tick }),
          )
    const changed = start(at, async (tick) => {
      if (!deep?.match(tick)) await runScheduled(context, { name, scope: { kind: 'changed' }, tick })
    })
    return deep ? [deep, changed] : [changed]
  }
  const runs = new Map(
    context.settings.reconciliations.flatMap((reconciliation) => {
      const { name, schedule: at } = reconciliation
      return at === null ? [] : [[name, startRuns(reconciliation, at)] as const]
    }),
  )
  const digests = startDigests(context, start)
  return {
    nextRunAt: (reconciliation) => earliest(runs.get(reconciliation) ?? []),
    async stop() {
      for (const task of [...runs.values()].flat()) await task.destroy()
      await digests.stop()
      await Promise.allSettled(inHand)
    },
  }
}

function earliest(tasks: readonly ScheduledTask[]): Date | null {
  const times = tasks.flatMap((task) => task.getNextRun()?.getTime() ?? [])
  return times.length === 0 ? null : new Date(Math.min(...times))
}

/** Of all processes that wake up at this tick, one runs. */
async function runScheduled(
  context: Context,
  { name, scope, tick }: { readonly name: string; readonly scope: Scope; readonly tick: Date },
): Promise<void> {
  try {
    await runReconciliation(context, { name, scope, trigger: 'schedule', requestedBy: 'schedule', tick })
  } catch (error) {
    const known = explainFailure(error)
    if (known?.code === 'run-busy') {
      context.log.info(
        { reconciliation: name },
        'scheduled run skipped: it is going already, or another process ran it',
      )
    } else if (known?.code === 'tracker-unreachable') {
      context.log.error({ reconciliation: name }, 'scheduled run left out: the tracker cannot be reached')
    } else {
      // The run has recorded and logged it, unless it could not even begin.
      context.log.debug({ reconciliation: name, err: error }, 'scheduled run failed')
    }
  }
}

function cronLog(log: Log) {
  return {
    info: (message: string) => log.debug({}, message),
    debug: (message: string | Error) => log.debug({}, String(message)),
    warn: (message: string) => log.warn({}, message),
    error: (message: string | Error) => log.error({}, String(message)),
  }
}
