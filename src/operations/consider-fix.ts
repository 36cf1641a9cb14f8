import type { Actor, Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Denial } from '../domain/permission.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Remedy } from '../domain/remedy.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { fittingRemedies } from '../tracker/fits-remedy.ts'
import { fixDenial } from './apply-remedy.ts'
import type { Context } from './context.ts'
import { planRemedy, type RemedyPlan } from './plan-remedies.ts'

export interface FixWish {
  readonly number: number
  /** Null: not chosen yet. */
  readonly remedy: string | null
  readonly actor: Actor
}

/** What somebody who wants to fix a discrepancy must know before they do. */
export interface FixConsidered {
  readonly discrepancy: Discrepancy
  readonly reconciliation: Reconciliation | null
  /** None where it is resolved. */
  readonly remedies: readonly Remedy[]
  /** Null: there are several and none was chosen, or there is none. */
  readonly plan: RemedyPlan | null
  readonly denial: Denial | null
}

/** Reads all sides and plans, and changes nothing. Throws `not-found` and whatever the sources throw. */
export async function considerFix(context: Context, wish: FixWish): Promise<FixConsidered> {
  const { number, actor } = wish
  const discrepancy = await findDiscrepancy(context.db, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const reconciliation =
    context.settings.reconciliations.find(({ name }) => name === discrepancy.reconciliation) ?? null
  const remedies = reconciliation ? fittingRemedies(discrepancy, reconciliation) : []
  const chosen = remedies.length === 1 ? remedies[0] : remedies.find(({ name }) => name === wish.remedy)
  const denial =
    chosen && reconciliation ? await fixDenial(context, { actor, reconciliation, remedy: chosen }) : null
  const plan = chosen && (await planRemedy(context, { number, remedy: chosen.name }))
  return { discrepancy, reconciliation, remedies, plan: plan ?? null, denial }
}
