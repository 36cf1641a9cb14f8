import type { Discrepancy } from '../domain/discrepancy.ts'
import { publicDiscrepancy } from '../domain/public-discrepancy.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Settings } from '../domain/settings.ts'
import { maskFinding } from './mask-finding.ts'

/** A discrepancy as the API answers with it: as `counterfoil list` prints it, sensitive values masked. */
export function presentDiscrepancy(settings: Settings, discrepancy: Discrepancy): Record<string, unknown> {
  const finding = maskFinding(discrepancy.finding, definitionOf(settings, discrepancy.reconciliation))
  return publicDiscrepancy({ ...discrepancy, finding })
}

/** Null: the config does not have it any more. */
export function definitionOf({ reconciliations }: Settings, name: string): Reconciliation | null {
  return reconciliations.find((reconciliation) => reconciliation.name === name) ?? null
}
