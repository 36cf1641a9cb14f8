import type { CardExtras } from '../domain/card-extras.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { listBreaches } from '../store/breaches.ts'
import { findLadder } from '../store/ladders.ts'
import type { Context } from './context.ts'

/** How far its escalation ladder is, and the targets that it has missed; what it has neither of is left out. */
export async function gatherLadder(
  { db, settings }: Pick<Context, 'db' | 'settings'>,
  discrepancy: Discrepancy,
): Promise<Pick<CardExtras, 'ladder' | 'breaches'>> {
  const { number, reopenedAt, firstSeenAt } = discrepancy
  const definition = settings.reconciliations.find(({ name }) => name === discrepancy.reconciliation)
  const { ladder: rules, targets } = definition?.triage ?? {}
  const state = rules === undefined ? null : await findLadder(db, number)
  const since = reopenedAt ?? firstSeenAt
  const breaches = targets === undefined ? [] : await listBreaches(db, { number, since })
  return {
    ...(rules && state ? { ladder: { rules, state } } : {}),
    ...(breaches.length > 0 ? { breaches } : {}),
  }
}
