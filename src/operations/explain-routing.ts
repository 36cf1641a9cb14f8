import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Finding } from '../domain/finding.ts'
import type { Ladder } from '../domain/ladder.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Telling } from '../domain/route.ts'
import type { Settings } from '../domain/settings.ts'
import { tellingOf } from '../domain/telling-of.ts'
import { findDiscrepancy } from '../store/discrepancies.ts'
import type { ReadTracker } from '../store/open-read-only.ts'
import { explainRoute, type RouteExplanation } from '../tracker/explain-route.ts'
import { completeFinding } from './complete-finding.ts'
import { findReconciliation } from './find-reconciliation.ts'

/** Where one finding goes, why, and what else happens with it. */
export interface RoutingExplanation extends RouteExplanation {
  readonly reconciliation: Reconciliation
  readonly finding: Finding
  /** What was not said, and what it was taken to be. */
  readonly assumed: readonly string[]
  /** The one that the tracker has, and how it is told since a run saw it last; null: the finding is not from there. */
  readonly known: { readonly number: number; readonly tells: Telling } | null
  /** The ladder that begins with it, or when it is escalated; null: none does. */
  readonly ladder: Ladder | null
}

/** What somebody wrote of a finding. Throws `usage`. */
export function explainWritten(reconciliation: Reconciliation, said: unknown): RoutingExplanation {
  const { finding, isPattern, assumed } = completeFinding(said, reconciliation)
  return explain({ reconciliation, finding, isPattern, assumed, known: null })
}

/** What the tracker knows under a number; null: nothing. Throws `not-found` where the config does not have it any more. */
export async function explainKnown(
  settings: Settings,
  number: number,
  { readTracker, none }: { readonly readTracker: ReadTracker; readonly none: () => never },
): Promise<RoutingExplanation | null> {
  const discrepancy = await readTracker<Discrepancy | null>(
    async (db) => await findDiscrepancy(db, number),
    none,
  )
  if (!discrepancy) return null
  const { finding } = discrepancy
  const reconciliation = findReconciliation(settings, discrepancy.reconciliation)
  const known = { number, tells: tellingOf(discrepancy) }
  return explain({ reconciliation, finding, isPattern: null, assumed: [], known })
}

function explain({
  isPattern,
  ...about
}: Pick<RoutingExplanation, 'reconciliation' | 'finding' | 'assumed' | 'known'> & {
  readonly isPattern: boolean | null
}): RoutingExplanation {
  const { reconciliation, finding } = about
  const { ladder } = reconciliation.triage
  const climbs = ladder?.severities.includes(finding.severity) ?? false
  return {
    ...about,
    ...explainRoute(finding, reconciliation, { isPattern }),
    ladder: climbs && ladder ? ladder : null,
  }
}
