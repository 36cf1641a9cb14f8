import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Run } from '../domain/run.ts'
import { planFailingMessage } from '../outbox/plan-failing-message.ts'
import type { Database } from '../store/database.ts'
import { findFirstFailing, readFailing } from '../store/failing-runs.ts'
import { listShownTags } from '../store/messages.ts'
import { enqueue } from '../store/outbox.ts'
import { failRun, STOPPED } from '../store/runs.ts'
import type { Context } from './context.ts'

const AN_HOUR_MS = 3_600_000
const STAYS_AWAY = 3

interface EndedRun {
  readonly run: Run
  readonly reconciliation: Reconciliation
}

/**
 * Records why a run failed. Where the schedule asked for it nobody waits for an answer, so its channel is told: once for
 * all that fail one after another. Who asked otherwise is answered, and whoever stopped it knows.
 */
export async function recordFailure(
  context: Context,
  { run, reconciliation, error }: EndedRun & { readonly error: unknown },
): Promise<void> {
  const isOurs = error instanceof CounterfoilError
  const isStopped = isOurs && error.code === 'run-stopped'
  const sentence = isOurs ? error.message : 'An internal error; the log has the details'
  const now = context.now()
  await context.db.transaction(async (transaction: Database) => {
    // Whatever it was reading then: nothing is said by that about its sources.
    await failRun(transaction, { id: run.id, error: isStopped ? STOPPED : sentence, now })
    if (run.trigger !== 'schedule' || isStopped) return
    const first = await findFirstFailing(transaction, {
      reconciliation: run.reconciliation,
      until: new Date(now.getTime() + 1),
    })
    if (first === null || (await comesAndGoes(transaction, first, now))) return
    await enqueue(transaction, planFailingMessage(reconciliation, first), now)
  })
}

/** One that failed, worked and fails again within the hour is told only when it fails for the third time in a row. */
async function comesAndGoes(db: Database, first: string, now: Date): Promise<boolean> {
  const failing = await readFailing(db, first)
  if (!failing?.lastGood || failing.count >= STAYS_AWAY) return false
  const { reconciliation, startedAt: until } = failing.lastGood
  if (now.getTime() - until.getTime() > AN_HOUR_MS) return false
  return (await findFirstFailing(db, { reconciliation, until })) !== null
}

/** After a run that read its sources: the message that they could not be read says so, where there is one. */
export async function tellWorksAgain(
  transaction: Database,
  { run, reconciliation, now }: EndedRun & { readonly now: Date },
): Promise<void> {
  if (run.scope.kind !== 'everything' && run.scope.kind !== 'changed') return
  const first = await findFirstFailing(transaction, {
    reconciliation: run.reconciliation,
    until: run.startedAt,
  })
  if (first === null) return
  const wanted = planFailingMessage(reconciliation, first)
  const shown = await listShownTags(
    transaction,
    wanted.map(({ tag }) => tag),
  )
  await enqueue(
    transaction,
    wanted.filter(({ tag }) => shown.has(tag)),
    now,
  )
}
