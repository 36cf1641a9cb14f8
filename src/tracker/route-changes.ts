import type { Change } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Finding } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Route } from '../domain/route.ts'
import { tellingOf } from '../domain/telling-of.ts'
import { fittingRemedies } from './fits-remedy.ts'
import { routeOf, tellsNow } from './route-of.ts'

export interface RoutingInput {
  readonly reconciliation: Pick<Reconciliation, 'routes' | 'remedies'>
  /** All that the changes are about. */
  readonly known: readonly Discrepancy[]
  /** Whether so many findings of the run are like this one; null: it looked at too little to tell. */
  readonly isPattern: (finding: Finding) => boolean | null
  /** Remedies that repair by themselves; unsaid: none does. */
  readonly remediesOn?: ReadonlySet<string>
}

/** The same changes, with where the rules of the config now say that each goes. */
export function routeChanges(
  changes: readonly Change[],
  { reconciliation, known, isPattern, remediesOn }: RoutingInput,
): readonly Change[] {
  const hasRules = (reconciliation.routes ?? []).length > 0
  if (!hasRules && known.every(({ route }) => route === undefined)) return changes
  const byNumber = new Map(known.map((discrepancy) => [discrepancy.number, discrepancy]))
  return changes.map((change) => {
    if (change.type === 'resolved' || (change.type === 'seen' && change.silent)) return change
    const before = change.type === 'opened' ? null : byNumber.get(change.number)!
    const said = routeNow(change.finding, before, { reconciliation, isPattern })
    const isHeld = before === null && isRepaired(change.finding, said, { reconciliation, remediesOn })
    // Nobody hears of it yet. Whoever sees it again sees that it was not repaired, and then it is an alert.
    const route: Route = isHeld ? { ...said, tells: 'log' } : said
    const looksElse = change.type === 'seen' && !change.valuesChanged && tellsNow(route) !== before?.route
    return { ...change, route, ...(looksElse ? { looksElse } : {}) }
  })
}

/** Whether the remedy of its rule is the one that will be tried, and needs nobody for that. */
function isRepaired(
  finding: Finding,
  { remedy }: Route,
  {
    reconciliation,
    remediesOn,
  }: Pick<RoutingInput, 'reconciliation'> & { readonly remediesOn: ReadonlySet<string> | undefined },
): boolean {
  if (remedy === undefined || !remediesOn?.has(remedy)) return false
  return fittingRemedies({ status: 'new', finding }, reconciliation)[0]?.name === remedy
}

/** Where only a pattern would decide and nobody knows whether it is one, it stays as it is. */
function routeNow(
  finding: Finding,
  before: Discrepancy | null,
  { reconciliation, isPattern }: Pick<RoutingInput, 'reconciliation' | 'isPattern'>,
): Route {
  const said = isPattern(finding)
  if (said !== null) return routeOf(finding, reconciliation, { isPattern: said })
  const alone = routeOf(finding, reconciliation, { isPattern: false })
  const alike = routeOf(finding, reconciliation, { isPattern: true })
  if (before === null || alone.rule === alike.rule) return alone
  const told = tellingOf(before)
  return alone.tells !== told && alike.tells === told ? alike : alone
}
