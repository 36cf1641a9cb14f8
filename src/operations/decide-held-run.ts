import type { Actor } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { HoldDecision, Run } from '../domain/run.ts'
import { planHeldMessage } from '../outbox/plan-held-message.ts'
import type { Database } from '../store/database.ts'
import { clearDecision, listHeld, saveDecision } from '../store/held-runs.ts'
import { lockHistory } from '../store/lock-history.ts'
import { enqueue } from '../store/outbox.ts'
import { findRun } from '../store/runs.ts'
import { refuseForbidden } from './allow-action.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { type RunOutcome, type RunRequest, runReconciliation } from './run-reconciliation.ts'

export interface DecideRequest {
  /** Of the held run. */
  readonly runId: string
  readonly actor: Actor
}

export interface AcceptRequest extends DecideRequest, Pick<RunRequest, 'trigger' | 'onProgress'> {}

/** Decided: by this request. Else somebody or something came first, as the run's `hold` says. */
export type Decided = { readonly decided: boolean; readonly held: Run }

/**
 * Runs a held run again with what it saw accepted, so that this is remembered; a run that sees what is worse by more than
 * a tenth is held again. Throws what a run throws; `run-busy` leaves all as it was.
 */
export async function acceptHeldRun(
  context: Context,
  { runId, actor, ...run }: AcceptRequest,
): Promise<Decided & { readonly outcome: RunOutcome | null }> {
  const { ids, ...decided } = await decide(context, { runId, actor, word: 'accepted' })
  const { held } = decided
  if (!decided.decided) return { ...decided, outcome: null }
  try {
    const outcome = await runReconciliation(context, {
      ...run,
      name: held.reconciliation,
      scope: scopeToRunAgain(held),
      requestedBy: actor.id,
      accepts: { runId, evidence: held.hold!.evidence },
    })
    return { ...decided, outcome }
  } catch (error) {
    if (error instanceof CounterfoilError && error.code === 'run-busy') {
      await clearDecision(context.db, ids)
      await tell(context, held)
      const sentence = `${error.message}; nothing was decided yet, so accept run ${runId.slice(0, 8)} again when it has ended`
      throw new CounterfoilError('run-busy', sentence, { cause: error })
    }
    await tell(context, held)
    throw error
  }
}

/** Nothing of a held run is remembered, and nobody is asked about it any more. */
export async function discardHeldRun(context: Context, request: DecideRequest): Promise<Decided> {
  const { ids: _ids, ...decided } = await decide(context, { ...request, word: 'discarded' })
  return decided
}

/** The held run of a reconciliation whose id begins so. Throws `not-found` with what can be done. */
export async function findHeldRun(context: Context, name: string, beginning: string): Promise<Run> {
  findReconciliation(context.settings, name)
  const [found, ...others] = await listHeld(context.db, name, beginning)
  if (found && others.length === 0) return found
  const sentence = found
    ? `${others.length + 1} held runs of "${name}" begin with "${beginning}": write more of the id`
    : `No held run of "${name}" begins with "${beginning}": run it, and if it is held the id is said`
  throw new CounterfoilError('not-found', sentence)
}

async function decide(
  context: Context,
  { runId, actor, word }: DecideRequest & { readonly word: HoldDecision['word'] },
): Promise<Decided & { readonly ids: readonly string[] }> {
  const before = await findRun(context.db, runId)
  if (!before?.hold) {
    throw new CounterfoilError(
      'not-found',
      `There is no held run ${runId.slice(0, 8)}, so there is nothing to decide`,
    )
  }
  const reconciliation = findReconciliation(context.settings, before.reconciliation)
  await refuseForbidden(context, { actor, action: 'accept', reconciliation: reconciliation.name })
  const { toldWith } = before.hold
  const at = context.now()
  const ids = await context.db.transaction(async (transaction: Database) => {
    await lockHistory(transaction)
    const saved = await saveDecision(transaction, { toldWith, word, by: actor, at })
    if (saved.length > 0) await enqueue(transaction, planHeldMessage(reconciliation, toldWith), at)
    return saved
  })
  context.wakeDelivery()
  const held = await findRun(context.db, runId)
  if (ids.length > 0) context.log.info({ run: runId, by: actor.id }, `held run ${word}`)
  return { decided: ids.length > 0, held: held!, ids }
}

async function tell(context: Context, { reconciliation: name, hold }: Run): Promise<void> {
  const reconciliation = findReconciliation(context.settings, name)
  await enqueue(context.db, planHeldMessage(reconciliation, hold!.toldWith), context.now())
  context.wakeDelivery()
}

/** What it came to look at is asked for anew. */
function scopeToRunAgain({ scope }: Run): RunRequest['scope'] {
  return scope.kind === 'changed' || scope.kind === 'everything' ? { kind: scope.kind } : scope
}
