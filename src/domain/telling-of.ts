import type { Discrepancy } from './discrepancy.ts'
import type { Severity } from './finding.ts'
import type { Telling } from './route.ts'

const BY_SEVERITY: Readonly<Record<Severity, Telling>> = { high: 'alert', medium: 'digest', low: 'log' }

/** How people hear of it: as a rule of its reconciliation says, else by its severity. */
export function tellingOf({ route, finding }: Pick<Discrepancy, 'route' | 'finding'>): Telling {
  return route ?? usualTelling(finding.severity)
}

/** Where no rule holds. */
export function usualTelling(severity: Severity): Telling {
  return BY_SEVERITY[severity]
}
