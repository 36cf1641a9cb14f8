import type { Discrepancy, ResolutionReason } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { Trigger } from '../domain/run.ts'
import type { Verification } from '../domain/verification.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import type { Context } from './context.ts'
import { type Looked, lookAgain } from './look-again.ts'
import {
  refuseIfDenied,
  type TriageOutcome,
  type TriageRequest,
  triageDiscrepancy,
} from './triage-discrepancy.ts'

export interface ResolveRequest extends Pick<TriageRequest, 'number' | 'actor' | 'note' | 'version'> {
  readonly reason: ResolutionReason
  readonly trigger: Trigger
  /** Also where the sides still differ, if they show what was looked at (`version`). */
  readonly anyway?: boolean
}

/** What the last run before saw, and the discrepancy as it is since. */
interface StillDiffers {
  readonly differs: true
  readonly isSame: boolean
  readonly before: Finding
  readonly discrepancy: Discrepancy
}

/** Resolved or refused as any triage; or the sides still differ, and nothing was resolved. */
export type ResolveOutcome = { readonly differs: false; readonly moved: TriageOutcome } | StillDiffers

/** Does this reason say that the sides agree, or may? The others say that the difference is right. */
export function isChecked(reason: ResolutionReason): boolean {
  return reason === 'fixed' || reason === 'other'
}

/**
 * Resolves a discrepancy for a reason that a person gives. Where that says that the sides agree, they are compared first:
 * if so, it is verified; if not, nothing is resolved unless `anyway`; if a side cannot be read, it is not verified.
 * Throws `not-found`, `run-busy`.
 */
export async function resolveDiscrepancy(context: Context, request: ResolveRequest): Promise<ResolveOutcome> {
  const { number, reason, anyway = false, actor } = request
  const denied = await refuseIfDenied(context, { number, action: 'resolve', actor })
  if (denied) return { differs: false, moved: denied }
  const seen = await findDiscrepancy(context.db, number)
  if (!seen) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const isLate = request.version !== undefined && request.version !== seen.version
  // What will be refused, and what is said to be right, needs no look at the sources.
  if (seen.status === 'resolved' || isLate || !isChecked(reason)) return await resolve(context, request)
  const looked = await lookAgain(context, seen, {
    trigger: request.trigger,
    requestedBy: request.actor.id,
    isLeft: true,
  })
  const { discrepancy } = looked
  // Left alone by the run, so whatever is new about it somebody else did.
  const { version } = looked.word === 'differs' ? discrepancy : seen
  const isShown = request.version === undefined || request.version === discrepancy.version
  if (looked.word === 'differs' && !(anyway && isShown))
    return { differs: true, isSame: looked.isSame, before: seen.finding, discrepancy }
  return await resolve(context, { ...request, version, check: verification(looked) })
}

async function resolve(
  context: Context,
  { trigger: _asked, anyway: _said, ...request }: ResolveRequest & { readonly check?: Verification },
): Promise<ResolveOutcome> {
  return { differs: false, moved: await triageDiscrepancy(context, { ...request, action: 'resolve' }) }
}

function verification(looked: Looked): Verification {
  if (looked.word === 'unknown') return { word: 'unknown', because: looked.because }
  return { word: looked.word === 'agrees' ? 'agreed' : 'differed', run: looked.run }
}
