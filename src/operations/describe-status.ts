import type { OutboxRow } from '../domain/outbox.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Run } from '../domain/run.ts'
import { countOpenElsewhere } from '../store/count-open-elsewhere.ts'
import { countOpenBySeverity } from '../store/discrepancies.ts'
import { listUndecided } from '../store/held-runs.ts'
import { listFailed, listPending } from '../store/outbox.ts'
import { listRuns } from '../store/runs.ts'
import type { Context } from './context.ts'
import { describeVerified, type Verified } from './describe-verified.ts'

/** Health of one reconciliation. */
export interface ReconciliationStatus {
  readonly reconciliation: Reconciliation
  /** The last run that ended, whatever its outcome. */
  readonly lastRun: Run | null
  readonly running: Run | null
  readonly open: { readonly high: number; readonly medium: number; readonly low: number }
  readonly nextRunAt: Date | null
  /** Held runs that nobody has decided about; null: there are none. */
  readonly held: { readonly times: number; readonly since: Date } | null
  /** Null: its changes are not followed. */
  readonly verified: Verified | null
}

export interface Status {
  readonly reconciliations: readonly ReconciliationStatus[]
  /** What is open of reconciliations that the config does not have any more: no run looks at it. */
  readonly elsewhere: readonly { readonly reconciliation: string; readonly open: number }[]
  /** Messages that were given up, with the reason. */
  readonly failedDeliveries: readonly FailedDelivery[]
  /** Messages that wait for another try, because the last ones did not succeed. */
  readonly waitingDeliveries: readonly FailedDelivery[]
}

type FailedDelivery = Pick<OutboxRow, 'about' | 'channel' | 'error'>

/** Before that many tries a delay is nothing to speak of. */
const TRIES = 3

/** Health of every reconciliation and of the delivery. */
export async function describeStatus(context: Context): Promise<Status> {
  const reconciliations = await Promise.all(
    context.settings.reconciliations.map(async (reconciliation) => {
      const undecided = await listUndecided(context.db, reconciliation.name)
      const runs = await listRuns(context.db, { reconciliation: reconciliation.name, limit: 20 })
      return {
        reconciliation,
        lastRun: runs.find((run) => run.state !== 'running') ?? null,
        running: runs.find((run) => run.state === 'running') ?? null,
        open: await countOpenBySeverity(context.db, reconciliation.name),
        nextRunAt: context.nextRunAt(reconciliation.name),
        held: undecided[0] ? { times: undecided.length, since: undecided[0].startedAt } : null,
        verified: reconciliation.changes ? await describeVerified(context, reconciliation) : null,
      }
    }),
  )
  const waiting = await listPending(context.db)
  return {
    reconciliations,
    elsewhere: await countOpenElsewhere(
      context.db,
      context.settings.reconciliations.map(({ name }) => name),
    ),
    failedDeliveries: await listFailed(context.db),
    waitingDeliveries: waiting.filter(({ attempts, error }) => attempts >= TRIES && error !== null),
  }
}
