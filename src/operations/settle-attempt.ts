import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { type AttemptState, isFailure, MOST_FAILURES } from '../domain/remedy.ts'
import { planRemedyOff } from '../outbox/plan-remedy-off.ts'
import { lockHistory } from '../store/lock-history.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import { type AttemptProgress, type HeldAttempt, markUndone, saveAttempt } from '../store/remedy-attempts.ts'
import { countFailure, countVerified, lockRemedyState, switchRemedy } from '../store/remedy-states.ts'
import { decideTransition } from '../tracker/transitions.ts'
import type { Context } from './context.ts'
import { moveDiscrepancy } from './move-discrepancy.ts'

export interface AttemptEnd extends Omit<AttemptProgress, 'endedAt'> {
  /** Of `verified`: the run that saw the sides agree. */
  readonly runId?: string | null
  /** The remedy is not to blame: its process stopped. */
  readonly isNoFault?: boolean
}

/**
 * Records what became of an attempt, in one transaction with everything that follows from it: the history, that it is
 * resolved, how often the remedy failed, that it is switched off. Null: somebody else has said so before.
 */
export async function settleAttempt(
  context: Context,
  attempt: HeldAttempt,
  { runId = null, isNoFault = false, ...end }: AttemptEnd,
): Promise<HeldAttempt | null> {
  const now = context.now()
  const settled = await context.db.transaction(async (transaction: Database) => {
    await lockHistory(transaction)
    const saved = await saveAttempt(transaction, attempt.id, { ...end, endedAt: now })
    if (!saved) return null
    const inside = { ...context, db: transaction, wakeDelivery: () => {} }
    const isUndo = attempt.undoes !== null && saved.state === 'applied'
    if (attempt.undoes !== null && isUndo) await markUndone(transaction, attempt.undoes)
    await note(inside, saved, isUndo ? 'undone' : saved.state)
    if (saved.state === 'verified' && attempt.undoes === null) await resolve(inside, saved, runId)
    if (attempt.undoes === null && !isNoFault) await count(inside, saved)
    return saved
  })
  if (settled) {
    const { id, remedy, number, state } = settled
    context.log.info({ attempt: id, remedy, number, state }, 'remedy attempted')
    context.wakeDelivery()
  }
  return settled
}

async function note(
  context: Context,
  { number, remedy, id, actor, said, bulk, runId }: HeldAttempt,
  state: AttemptState,
): Promise<void> {
  const now = context.now()
  await moveIfThere(context, number, (discrepancy) => {
    const decision = decideTransition(discrepancy, 'attempt')
    if ('refused' in decision) return decision
    // What repaired it resolves it too, and that is told.
    const tells = state === 'verified' ? 'copies' : decision.tells
    const request = {
      action: 'attempt',
      actor,
      now,
      note: said,
      attempted: { remedy, attempt: id, state },
      ...(bulk !== null || runId !== null ? { isOneOfMany: true } : {}),
    } as const
    return { ...decision, tells, request }
  })
}

async function resolve(
  context: Context,
  { number, actor, bulk }: HeldAttempt,
  run: string | null,
): Promise<void> {
  const now = context.now()
  await moveIfThere(context, number, (discrepancy) => {
    const decision = decideTransition(discrepancy, 'resolve')
    if ('refused' in decision) return decision
    const check = run === null ? {} : { check: { word: 'agreed', run } as const }
    const resolution = { reason: 'remedy', note: null, ...check } as const
    const isOneOfMany = bulk !== null
    return { ...decision, request: { action: 'resolve', actor, now, resolution, isOneOfMany } }
  })
}

/** History may be pruned meanwhile. */
async function moveIfThere(
  context: Context,
  number: number,
  decide: Parameters<typeof moveDiscrepancy>[2],
): Promise<Discrepancy | null> {
  try {
    return (await moveDiscrepancy(context, number, decide)).discrepancy
  } catch (error) {
    if (error instanceof CounterfoilError && error.code === 'not-found') return null
    throw error
  }
}

/** Verified ones are counted, and so are those that failed one after another. */
async function count(context: Context, attempt: HeldAttempt): Promise<void> {
  const { reconciliation, remedy, state, actor } = attempt
  const names = { reconciliation, remedy }
  if (state !== 'verified' && !isFailure(state)) return
  const before = await lockRemedyState(context.db, names)
  if (state === 'verified') {
    await countVerified(context.db, { ...names, isApproved: actor.kind === 'person' })
    return
  }
  const failures = await countFailure(context.db, names)
  if (failures < MOST_FAILURES || before.offSince !== null) return
  const now = context.now()
  const { autoBy, autoSince } = before
  await switchRemedy(context.db, { ...names, offSince: now, offBy: null, autoBy, autoSince })
  const definition = context.settings.reconciliations.find(({ name }) => name === reconciliation)
  if (definition) await enqueue(context.db, planRemedyOff(definition, { remedy, at: now }), now)
}
