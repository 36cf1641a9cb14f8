import type { Refusal } from '../domain/describe-refusal.ts'
import type { Discrepancy, TriageAction } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { listLatestEvents } from '../store/events.ts'
import { decideTransition } from '../tracker/transitions.ts'
import type { Context } from './context.ts'

/** A discrepancy, and why an action would be refused now; null: it would not. Throws `not-found`. */
export async function considerTriage(
  { db }: Pick<Context, 'db'>,
  { number, action }: { readonly number: number; readonly action: TriageAction },
): Promise<{ readonly discrepancy: Discrepancy; readonly refusal: Refusal | null }> {
  const discrepancy = await findDiscrepancy(db, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const decision = decideTransition(discrepancy, action)
  if (!('refused' in decision)) return { discrepancy, refusal: null }
  const last = (await listLatestEvents(db, number)).at(-1) ?? null
  return { discrepancy, refusal: { ...decision, discrepancy, last } }
}
