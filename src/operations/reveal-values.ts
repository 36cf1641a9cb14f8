import type { Actor, Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { lockDiscrepancy } from '../store/discrepancies.ts'
import { appendEvents } from '../store/events.ts'
import { lockHistory } from '../store/lock-history.ts'
import type { Database } from '../store/open-database.ts'
import { refuseForbidden } from './allow-action.ts'
import type { Context } from './context.ts'
import { showDiscrepancy } from './list-discrepancies.ts'

export interface RevealRequest {
  readonly number: number
  readonly actor: Actor
}

/**
 * A discrepancy for somebody who may see its hidden values. That they did is in the history before they get it: where that
 * cannot be written, they see nothing. Nothing else changes, not its version either. Throws `not-found`, `forbidden`.
 */
export async function revealValues(context: Context, { number, actor }: RevealRequest): Promise<Discrepancy> {
  const seen = await showDiscrepancy(context, number)
  if (!seen) throw notFound(number)
  await refuseForbidden(context, { actor, action: 'reveal', reconciliation: seen.reconciliation })
  const at = context.now()
  const revealed = await context.db.transaction(async (transaction: Database) => {
    await lockHistory(transaction)
    const discrepancy = await lockDiscrepancy(transaction, number)
    if (!discrepancy) throw notFound(number)
    const nothing = {
      runId: null,
      from: null,
      to: null,
      reason: null,
      note: null,
      finding: null,
      details: null,
    }
    await appendEvents(transaction, [{ ...nothing, number, kind: 'revealed', actor, at }])
    return discrepancy
  })
  context.log.info({ number, by: actor.id }, 'hidden values revealed')
  return revealed
}

function notFound(number: number): CounterfoilError {
  return new CounterfoilError('not-found', `There is no discrepancy #${number}. See all: /recon list`)
}
