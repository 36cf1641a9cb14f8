import type { Reconciliation } from '../domain/reconciliation.ts'
import type { KeyOrder } from '../domain/record.ts'
import type { RunPart } from '../domain/run-part.ts'
import type { ComparedPart, Comparison, ComparisonPlan, PartLimits } from '../engine/index.ts'
import { findStoppedPart } from '../store/runs.ts'
import { configHash } from './config-hash.ts'
import type { Context } from './context.ts'

/** Where a run of everything begins, and what it may use up. */
export interface PartRequest {
  readonly limits: PartLimits
  /** How keys were ordered when an earlier run stopped; null: this one begins at the beginning. */
  readonly keyOrder: readonly KeyOrder[] | null
  readonly configHash: string
  /** Findings of the runs that this one goes on from. */
  readonly findingsBefore: number
  /** Why it does not go on where an earlier run stopped. */
  readonly beginsAnew: string | null
}

/** Null: there is no budget, so a run goes from the beginning to the end. The time begins to run now. */
export async function planPart(
  context: Context,
  { reconciliation, restart }: { readonly reconciliation: Reconciliation; readonly restart: boolean },
): Promise<PartRequest | null> {
  const { name, budget } = reconciliation
  if (!budget) return null
  const hash = configHash(context.settings, reconciliation)
  const stopped = await findStoppedPart(context.db, name)
  const isSame = stopped?.configHash === hash
  const beginsAnew = stopped && (restart ? 'that was asked for' : isSame ? null : 'the config has changed')
  const from = beginsAnew === null ? stopped : null
  const { timeSeconds, ...counts } = budget
  return {
    limits: {
      ...counts,
      after: from?.upTo ?? from?.after ?? null,
      ...(timeSeconds === undefined ? {} : { timeUp: AbortSignal.timeout(timeSeconds * 1_000) }),
    },
    keyOrder: from?.keyOrder ?? null,
    configHash: hash,
    findingsBefore: from?.findingsSoFar ?? 0,
    beginsAnew,
  }
}

/** Nobody can go on in another order of the keys: then the comparison begins at the beginning. */
export function limitsFor({ limits, keyOrder }: PartRequest, plan: ComparisonPlan): PartLimits {
  return JSON.stringify(keyOrder) === JSON.stringify(plan.keyOrder) ? limits : { ...limits, after: null }
}

/** What is remembered of the part that was compared; null: it was everything. */
export function describePart(request: PartRequest | null, { part, findings }: Comparison): RunPart | null {
  if (!request || !part) return null
  const { after, upTo, stoppedBy, keyOrder }: ComparedPart = part
  const before = after === null ? 0 : request.findingsBefore
  return {
    after,
    upTo,
    stoppedBy,
    keyOrder,
    configHash: request.configHash,
    findingsSoFar: before + findings.length,
  }
}

/** Why a run that should have gone on began at the beginning; null: it did go on, or there was nothing to go on from. */
export function whyBegunAnew(request: PartRequest | null, { part }: Comparison): string | null {
  if (!request) return null
  if (request.beginsAnew !== null || request.limits.after === null) return request.beginsAnew
  return part && part.after !== null ? null : 'keys are ordered in another way since'
}
