import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Settings } from '../domain/settings.ts'

/** The reconciliation of that name; otherwise `not-found` with the names there are. */
export function findReconciliation(settings: Settings, name: string): Reconciliation {
  const found = settings.reconciliations.find((reconciliation) => reconciliation.name === name)
  if (found) return found
  const names = settings.reconciliations.map((reconciliation) => reconciliation.name)
  throw new CounterfoilError(
    'not-found',
    `There is no reconciliation "${name}". There are: ${names.join(', ')}`,
  )
}
