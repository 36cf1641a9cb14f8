import type { Actor, Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Denial } from '../domain/permission.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Remedy, RemedyAttempt } from '../domain/remedy.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import { readRemedyState } from '../store/remedy-states.ts'
import { denialOf } from './allow-action.ts'
import { beginAttempt } from './begin-attempt.ts'
import { carryOut } from './carry-out.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { findRemedy, type PreparedRemedy, prepareRemedy, type RemedyPlan } from './plan-remedies.ts'

export interface RemedyRequest {
  readonly number: number
  readonly remedy: string
  readonly actor: Actor
  /** Of the plan that was approved; absent: the record must show what the last run saw. */
  readonly hash?: string
  /** Of the discrepancy that was looked at. */
  readonly version?: number
  /** Names what was approved together. */
  readonly bulk?: string
  /** The run whose findings are repaired. */
  readonly runId?: string
}

/** What became of it; `attempt.state` says how far it went. Refused and forbidden: nothing was begun. */
export type RemedyOutcome =
  | { readonly attempt: RemedyAttempt; readonly discrepancy: Discrepancy }
  /** A sentence without its full stop. `plan`: as it would be now, where that was looked at. */
  | { readonly refused: string; readonly discrepancy: Discrepancy; readonly plan: RemedyPlan | null }
  | { readonly forbidden: Denial; readonly discrepancy: Discrepancy }

/**
 * Repairs one discrepancy: what was looked at must still be there, it is done at most once, and all sides are compared after.
 * Throws `not-found`, and whatever the tracker throws.
 */
export async function applyRemedy(context: Context, request: RemedyRequest): Promise<RemedyOutcome> {
  const { number, actor } = request
  const discrepancy = await findDiscrepancy(context.db, number)
  if (!discrepancy) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const reconciliation = findReconciliation(context.settings, discrepancy.reconciliation)
  const remedy = findRemedy(reconciliation, request.remedy)
  const forbidden = await fixDenial(context, { actor, remedy, reconciliation })
  if (forbidden) return { forbidden, discrepancy }
  const isNotOn = actor.kind === 'person' ? null : await whyNotByItself(context, reconciliation, remedy)
  if (isNotOn !== null) return { refused: isNotOn, discrepancy, plan: null }
  const prepared = await prepareRemedy(context, discrepancy, remedy.name)
  const refused = whyNotNow(prepared, request)
  if (refused !== null) return { refused, discrepancy, plan: prepared }
  const begun = await beginAttempt(context, {
    ...request,
    reconciliation: reconciliation.name,
    limit: remedy.limit,
    plan: prepared,
    undoes: null,
  })
  if ('refused' in begun) return { ...begun, discrepancy, plan: prepared }
  const attempt = await carryOut(context, begun.attempt, {
    ...prepared,
    fields: prepared.words.guarded,
    seen: prepared.isThere ? prepared.before : null,
    values: prepared.words.values,
    isDryRun: remedy.dryRun,
    lookOnceMore: async () => {
      const now = await prepareRemedy(context, discrepancy, remedy.name)
      return now.hash === prepared.hash ? null : 'the sides show other values than before'
    },
  })
  return { attempt, discrepancy: (await findDiscrepancy(context.db, number)) ?? discrepancy }
}

/** Who may not let a remedy happen, by what may be done in its reconciliation and by its own list. */
export async function fixDenial(
  context: Context,
  about: { readonly actor: Actor; readonly remedy: Remedy; readonly reconciliation: Reconciliation },
): Promise<Denial | null> {
  const { actor, remedy, reconciliation } = about
  const wanted = { actor, action: 'fix', reconciliation: reconciliation.name } as const
  const denial = await denialOf(context, wanted)
  if (denial || typeof remedy.approve === 'string') return denial
  return await denialOf(context, { ...wanted, allowed: remedy.approve })
}

async function whyNotByItself(
  context: Context,
  { name: reconciliation }: Reconciliation,
  { name: remedy, approve }: Remedy,
): Promise<string | null> {
  if (approve !== 'auto') return `the remedy "${remedy}" is approved by people: its approve is not auto`
  const { autoSince } = await readRemedyState(context.db, { reconciliation, remedy })
  return autoSince === null ? `nobody switched the remedy "${remedy}" on by itself` : null
}

function whyNotNow(plan: PreparedRemedy, { hash, version }: RemedyRequest): string | null {
  const { discrepancy, refused } = plan
  if (refused !== null) return refused
  if (version !== undefined && version !== discrepancy.version)
    return `#${discrepancy.number} has changed since you looked`
  if (hash === undefined)
    return plan.isAsSeen
      ? null
      : 'the sides show other values than the last run saw: compare the record again'
  return hash === plan.hash ? null : 'the sides show other values than those you looked at'
}
