import type { Finding } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Route, Telling } from '../domain/route.ts'
import { usualTelling } from '../domain/telling-of.ts'
import { type FindingFacts, failingCondition } from './failing-condition.ts'

/** Where a finding goes: by the first rule of its reconciliation that holds, else by its severity. */
export function routeOf(
  finding: Finding,
  { routes = [] }: Pick<Reconciliation, 'routes'>,
  facts: FindingFacts,
): Route {
  const index = routes.findIndex(({ when }) => failingCondition(when, finding, facts) === null)
  const rule = routes[index]
  if (!rule) return { rule: null, tells: usualTelling(finding.severity) }
  return { rule: index + 1, ...rule.to }
}

/** How it is told, by a rule that holds; undefined: none does. */
export function tellsNow({ rule, tells }: Route): Telling | undefined {
  return rule === null ? undefined : tells
}
