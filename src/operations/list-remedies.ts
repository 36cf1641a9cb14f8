import type { Reconciliation } from '../domain/reconciliation.ts'
import type { AttemptState, Remedy, RemedyAttempt, RemedyState } from '../domain/remedy.ts'
import { listAttemptsOf } from '../store/remedy-attempts.ts'
import { readRemedyState } from '../store/remedy-states.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { findRemedy } from './plan-remedies.ts'

/** A remedy of the config, with whether it is on and what it did lately. */
export interface RemedySeen {
  readonly reconciliation: Reconciliation
  readonly remedy: Remedy
  readonly state: RemedyState
  /** Attempts of the last seven days, by what became of them. */
  readonly week: Readonly<Partial<Record<AttemptState, number>>>
  /** The last of those that did not prove anything, newest first. */
  readonly failures: readonly RemedyAttempt[]
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000
/** More of them a week are not counted: the list says how it goes, the digest how many there were. */
const COUNTED = 1_000
const FAILED: readonly AttemptState[] = ['failed', 'unverified', 'unknown']

/** Every remedy of one reconciliation, or of all, in config order. */
export async function listRemedies(
  { db, settings, now }: Pick<Context, 'db' | 'settings' | 'now'>,
  only: string | null = null,
): Promise<RemedySeen[]> {
  const since = now().getTime() - WEEK_MS
  const seen: RemedySeen[] = []
  for (const reconciliation of settings.reconciliations) {
    if (only !== null && reconciliation.name !== only) continue
    for (const remedy of reconciliation.remedies ?? []) {
      const name = { reconciliation: reconciliation.name, remedy: remedy.name }
      const attempts = await listAttemptsOf(db, { ...name, limit: COUNTED })
      const lately = attempts.filter(({ approvedAt }) => approvedAt.getTime() >= since)
      seen.push({
        reconciliation,
        remedy,
        state: await readRemedyState(db, name),
        week: countStates(lately),
        failures: lately.filter(({ state }) => FAILED.includes(state)),
      })
    }
  }
  return seen
}

/** The last attempts of one remedy, newest first. Throws `not-found`. */
export async function listAttemptsOfRemedy(
  { db, settings }: Pick<Context, 'db' | 'settings'>,
  { reconciliation, remedy }: { readonly reconciliation: string; readonly remedy: string },
): Promise<readonly RemedyAttempt[]> {
  findRemedy(findReconciliation(settings, reconciliation), remedy)
  return await listAttemptsOf(db, { reconciliation, remedy, limit: COUNTED })
}

function countStates(attempts: readonly RemedyAttempt[]): RemedySeen['week'] {
  const counts: Partial<Record<AttemptState, number>> = {}
  for (const { state } of attempts) counts[state] = (counts[state] ?? 0) + 1
  return counts
}
