import { describeHold, type GuardEvidence } from '../domain/guard.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Run } from '../domain/run.ts'
import { findSameCause, planHeldMessage } from '../outbox/plan-held-message.ts'
import type { Database } from '../store/database.ts'
import { listUndecided, saveDecision, holdRun as saveHeldRun } from '../store/held-runs.ts'
import { lockHistory } from '../store/lock-history.ts'
import { enqueue } from '../store/outbox.ts'
import { findRun } from '../store/runs.ts'
import type { Context } from './context.ts'
import type { Seen } from './recheck-pairs.ts'
import { tellWorksAgain } from './tell-failing.ts'

export interface HoldRequest {
  readonly run: Run
  readonly reconciliation: Reconciliation
  readonly seen: Seen
  readonly evidence: GuardEvidence
}

/** Ends a run as held, in one transaction with the message about it. The tracker, watermarks and parts stay as they were. */
export async function holdRun(context: Context, request: HoldRequest): Promise<Run> {
  const { run, reconciliation, seen, evidence } = request
  const now = context.now()
  return await context.db.transaction(async (transaction: Database) => {
    await lockHistory(transaction)
    const undecided = await listUndecided(transaction, reconciliation.name)
    const held = await saveHeldRun(transaction, {
      id: run.id,
      summary: seen.comparison.summary,
      evidence,
      toldWith: findSameCause(undecided, evidence),
      sentence: describeHold(evidence).join('; '),
      now,
      ...(seen.scope ? { scope: seen.scope } : {}),
    })
    const told = [held.hold!.toldWith, ...(await toldOfAccepted(transaction, run))]
    await enqueue(
      transaction,
      told.flatMap((id) => planHeldMessage(reconciliation, id)),
      now,
    )
    await tellWorksAgain(transaction, { run: held, reconciliation, now })
    return held
  })
}

/** After a run that was not held, nobody has to decide about those before it that looked at the same. */
export async function passHeldRuns(
  transaction: Database,
  { run, reconciliation, now }: Pick<HoldRequest, 'run' | 'reconciliation'> & { readonly now: Date },
): Promise<void> {
  const told = new Set(await toldOfAccepted(transaction, run))
  if (run.scope.kind === 'everything' || run.scope.kind === 'changed') {
    const by = { kind: 'run', id: run.id, surface: 'run' } as const
    const replaced = run.scope.kind === 'everything' ? ['everything', 'changed'] : ['changed']
    for (const { hold, scope } of await listUndecided(transaction, reconciliation.name)) {
      if (!hold || !replaced.includes(scope.kind)) continue
      await saveDecision(transaction, { toldWith: hold.toldWith, word: 'passed', by, at: now })
      told.add(hold.toldWith)
    }
  }
  await enqueue(
    transaction,
    [...told].flatMap((id) => planHeldMessage(reconciliation, id)),
    now,
  )
}

/** The message about the held run that this one accepts: it says what came of it. */
async function toldOfAccepted(transaction: Database, { accepts }: Run): Promise<string[]> {
  if (!accepts) return []
  const held = await findRun(transaction, accepts)
  return held?.hold ? [held.hold.toldWith] : []
}
