import type { Refusal } from '../domain/describe-refusal.ts'
import type { Actor, Discrepancy, TriageAction } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { listLatestEvents } from '../store/events.ts'
import { decideTransition } from '../tracker/transitions.ts'
import type { Context } from './context.ts'
import { refuseIfDenied } from './triage-discrepancy.ts'

/** A discrepancy, and why an action would be refused now; null: it would not. Throws `not-found`. */
export async function considerTriage(
  context: Context,
  asked: { readonly number: number; readonly action: TriageAction; readonly actor: Actor },
): Promise<{ readonly discrepancy: Discrepancy; readonly refusal: Refusal | null }> {
  const { number, action } = asked
  const discrepancy = await findDiscrepancy(context.db, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const denied = await refuseIfDenied(context, asked)
  if (denied !== null) return { discrepancy, refusal: denied }
  const decision = decideTransition(discrepancy, action)
  if (!('refused' in decision)) return { discrepancy, refusal: null }
  const last = (await listLatestEvents(context.db, number)).at(-1) ?? null
  return { discrepancy, refusal: { ...decision, discrepancy, last } }
}
