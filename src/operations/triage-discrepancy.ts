import type { Actor, Discrepancy, ResolutionReason, TriageAction } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { planTriageMessages, tagsOfDiscrepancy } from '../outbox/plan-messages.ts'
import { findDiscrepancy, saveTransition } from '../store/discrepancies.ts'
import { listShownTags } from '../store/messages.ts'
import type { Database } from '../store/open-database.ts'
import { enqueue } from '../store/outbox.ts'
import { decideTransition } from '../tracker/transitions.ts'
import type { Context } from './context.ts'

export interface TriageRequest {
  readonly number: number
  readonly action: TriageAction
  readonly actor: Actor
  readonly reason?: ResolutionReason
  readonly note?: string
}

/** Accepted: the discrepancy as it now is. Refused: why, and the discrepancy as somebody else left it. */
export type TriageOutcome =
  | { readonly accepted: true; readonly discrepancy: Discrepancy }
  | { readonly accepted: false; readonly refused: 'already' | 'resolved'; readonly discrepancy: Discrepancy }

/** Two people at once: each loser of a version race is judged again against the winner's row. */
const ATTEMPTS = 5

/** Does what a person asked to one discrepancy, if its row allows it now. Throws `not-found`. */
export async function triageDiscrepancy(context: Context, request: TriageRequest): Promise<TriageOutcome> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const outcome = await tryTransition(context, request)
    if (outcome) return outcome
  }
  throw new CounterfoilError(
    'refused',
    `#${request.number} is being changed by others just now; please try again`,
  )
}

async function tryTransition(context: Context, request: TriageRequest): Promise<TriageOutcome | null> {
  const discrepancy = await findDiscrepancy(context.db, request.number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${request.number}`)
  const decision = decideTransition(discrepancy, request.action)
  if ('refused' in decision) return { accepted: false, refused: decision.refused, discrepancy }
  const now = context.now()
  const reconciliation = context.settings.reconciliations.find(
    ({ name }) => name === discrepancy.reconciliation,
  )
  const saved = await context.db.transaction(async (transaction: Database) => {
    const changed = await saveTransition(transaction, {
      number: discrepancy.number,
      version: discrepancy.version,
      to: decision.to,
      actor: request.actor,
      resolution:
        request.action === 'resolve'
          ? { reason: request.reason ?? 'other', note: request.note ?? null }
          : null,
      note: request.note ?? null,
      now,
    })
    if (!changed || !reconciliation) return changed
    const shown = await listShownTags(transaction, tagsOfDiscrepancy(changed))
    const wanted = planTriageMessages({
      notify: reconciliation.notify,
      action: request.action,
      discrepancy: changed,
      isShadow: reconciliation.shadow === true,
      shown,
    })
    await enqueue(transaction, wanted, now)
    return changed
  })
  if (!saved) return null
  context.wakeDelivery()
  context.log.info(
    { number: saved.number, action: request.action, by: request.actor.id },
    'discrepancy triaged',
  )
  return { accepted: true, discrepancy: saved }
}
