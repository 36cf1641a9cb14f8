import type { Severity } from '../domain/finding.ts'
import { countOpenIncidents } from '../store/incidents.ts'
import {
  countExpectations,
  countOpenEverywhere,
  countOutbox,
  type OutboxFigures,
} from '../store/metric-figures.ts'
import type { Context } from './context.ts'
import { describeVerified } from './describe-verified.ts'

/** What of the tracker is measured. */
export interface TrackerFigures {
  readonly open: readonly { reconciliation: string; severity: Severity; count: number }[]
  readonly outbox: OutboxFigures
  readonly expectations: readonly { reconciliation: string; count: number }[]
  /** That their services know of. */
  readonly incidents: readonly { service: string; count: number }[]
  /** Up to when each is known to be compared: by its changes, else by the last run of everything. */
  readonly verified: readonly { readonly reconciliation: string; readonly through: Date }[]
}

/** Reads what is measured, as it now is. Throws where the tracker cannot be reached. */
export async function gatherMetrics(context: Context): Promise<TrackerFigures> {
  const { db } = context
  return {
    open: await countOpenEverywhere(db),
    outbox: await countOutbox(db),
    expectations: await countExpectations(db),
    incidents: await countOpenIncidents(db),
    verified: await listVerified(context),
  }
}

async function listVerified(context: Context): Promise<TrackerFigures['verified']> {
  const verified: { reconciliation: string; through: Date }[] = []
  for (const reconciliation of context.settings.reconciliations) {
    const { through, lastFullRunAt } = await describeVerified(context, reconciliation)
    const at = latest(reconciliation.changes ? through : null, lastFullRunAt)
    if (at) verified.push({ reconciliation: reconciliation.name, through: at })
  }
  return verified
}

function latest(...times: readonly (Date | null)[]): Date | null {
  const known = times.flatMap((at) => at?.getTime() ?? [])
  return known.length === 0 ? null : new Date(Math.max(...known))
}
