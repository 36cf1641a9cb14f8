import type { Change } from '../domain/change.ts'
import type { Actor, Discrepancy } from '../domain/discrepancy.ts'
import type { Route } from '../domain/route.ts'
import { tellingOf } from '../domain/telling-of.ts'
import { planDamping } from './flapping.ts'
import { tellsNow } from './route-of.ts'

/** The run that makes a change, and what was there before it. */
export interface ChangeContext {
  readonly reconciliation: string
  readonly runId: string
  readonly now: Date
  /** Nobody is told of what the run sees. */
  readonly isShadow?: boolean
  /** Null for one that is opened. */
  readonly before: Discrepancy | null
  /** Of one that is opened. */
  readonly number: number
}

/** The discrepancy as it stands after a change: what the store writes, as plain data. */
export function applyChange(change: Change, context: ChangeContext): Discrepancy {
  const { before } = context
  if (change.type === 'opened') return opened(change, context)
  if (before === null) throw new Error(`#${change.number} is ${change.type} and was not there before`)
  switch (change.type) {
    case 'seen':
      return toldBy(before, context, {
        ...seenOnceMore(before, change, context),
        snooze: change.wakes ? null : before.snooze,
        version: before.version + (change.valuesChanged ? 1 : 0),
      })
    case 'reopened':
      return toldBy(before, context, {
        ...seenOnceMore(before, change, context),
        ...statusBy('new', context),
        resolution: null,
        snooze: null,
        damped: planDamping(before, context.now),
        timesReopened: before.timesReopened + 1,
        reopenedAt: context.now,
        reopenedBeforeAt: before.reopenedAt,
        version: before.version + 1,
      })
    case 'resolved':
      return {
        ...before,
        ...statusBy('resolved', context),
        resolution: { reason: change.reason ?? 'agrees', note: null },
        snooze: null,
        version: before.version + 1,
      }
  }
}

function opened(change: Extract<Change, { type: 'opened' }>, context: ChangeContext): Discrepancy {
  const { reconciliation, number, runId, now } = context
  return {
    number,
    reconciliation,
    fingerprint: change.fingerprint,
    finding: change.finding,
    ...statusBy('new', context),
    resolution: null,
    owner: null,
    snooze: null,
    damped: null,
    firstSeenAt: now,
    lastSeenAt: now,
    timesSeen: 1,
    timesReopened: 0,
    reopenedAt: null,
    reopenedBeforeAt: null,
    firstRunId: runId,
    lastRunId: runId,
    toldRunId: context.isShadow ? null : runId,
    ...routed(change.route),
    version: 1,
  }
}

function seenOnceMore(
  { route, ...before }: Discrepancy,
  change: Extract<Change, { type: 'seen' | 'reopened' }>,
  { now, runId }: ChangeContext,
): Discrepancy {
  return {
    ...before,
    ...(change.route ? routed(change.route) : route ? { route } : {}),
    finding: change.finding,
    lastSeenAt: now,
    lastRunId: runId,
    timesSeen: before.timesSeen + 1,
  }
}

function routed(route: Route | undefined): Pick<Discrepancy, 'route'> {
  const tells = route && tellsNow(route)
  return tells === undefined ? {} : { route: tells }
}

/**
 * What is open and was told to nobody before, this run tells; so it does what was not worth an alert before, unless
 * nobody wants to hear of it just now.
 */
function toldBy(before: Discrepancy, { runId, isShadow }: ChangeContext, after: Discrepancy): Discrepancy {
  if (after.status === 'resolved') return after
  const isWanted = after.snooze === null && after.damped === null
  const goesUp = isWanted && tellingOf(before) !== 'alert' && tellingOf(after) === 'alert'
  const isTold = before.toldRunId !== null && !goesUp
  return { ...after, toldRunId: isTold ? before.toldRunId : isShadow ? null : runId }
}

function statusBy(status: Discrepancy['status'], { runId, now }: ChangeContext) {
  return { status, statusBy: runActor(runId), statusAt: now }
}

function runActor(id: string): Actor {
  return { kind: 'run', id, surface: 'run' }
}
