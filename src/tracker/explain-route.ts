import { type Finding, findingField } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Route, RouteCondition } from '../domain/route.ts'
import { compareAmountApart } from './compare-amount-apart.ts'
import { causeOf, failingCondition } from './failing-condition.ts'
import { routeOf } from './route-of.ts'
import { sidesConcerned } from './sides-concerned.ts'

/** What became of one rule, from 1. */
export interface RuleVerdict {
  readonly rule: number
  readonly holds: boolean
  /** The word of `when` that does not hold, and why; null: the rule holds. */
  readonly failed: { readonly word: keyof typeof WORDS; readonly why: string } | null
}

export interface RouteExplanation {
  readonly route: Route
  /** Up to the one that holds. */
  readonly rules: readonly RuleVerdict[]
  /** Where it would go as one of a pattern, if that is elsewhere and nobody knows whether it is; else null. */
  readonly asPattern: Route | null
}

/** The words of `when`, as the config has them. */
const WORDS = {
  kind: 'kinds',
  field: 'fields',
  severity: 'severities',
  cause: 'causes',
  side: 'sides',
  amount: 'amount',
  pattern: 'pattern',
} as const satisfies Record<string, keyof RouteCondition>

/** Where a finding goes and why, rule by rule. `isPattern` null: nobody knows, so it is taken to stand alone. */
export function explainRoute(
  finding: Finding,
  reconciliation: Pick<Reconciliation, 'routes'>,
  { isPattern }: { readonly isPattern: boolean | null },
): RouteExplanation {
  const facts = { isPattern: isPattern === true }
  const route = routeOf(finding, reconciliation, facts)
  const { routes = [] } = reconciliation
  const alike = routeOf(finding, reconciliation, { isPattern: true })
  return {
    route,
    rules: routes.slice(0, route.rule ?? routes.length).map(({ when }, index) => {
      const failing = failingCondition(when, finding, facts)
      return { rule: index + 1, holds: failing === null, failed: failing && failedOf(failing, when, finding) }
    }),
    asPattern: isPattern === null && alike.rule !== route.rule ? alike : null,
  }
}

function failedOf(failing: keyof RouteCondition, when: RouteCondition, finding: Finding) {
  const [word] = Object.entries(WORDS).find(([, name]) => name === failing)!
  return { word: word as keyof typeof WORDS, why: WHY[failing](when, finding) }
}

const WHY: Readonly<Record<keyof RouteCondition, (when: RouteCondition, finding: Finding) => string>> = {
  kinds: ({ kinds = [] }, { kind }) => `its kind is ${kind}, not ${listed(kinds)}`,
  fields({ fields = [] }, finding) {
    const field = findingField(finding)
    return field === null
      ? `it is about a whole record, not about ${listed(fields)}`
      : `its field is ${field}, not ${listed(fields)}`
  },
  severities: ({ severities = [] }, { severity }) => `its severity is ${severity}, not ${listed(severities)}`,
  causes({ causes = [] }, finding) {
    const cause = causeOf(finding)
    return cause === null
      ? `no cause is known, so not ${listed(causes)}`
      : `its cause is ${cause}, not ${listed(causes)}`
  },
  sides: ({ sides = [] }, finding) =>
    `it is about ${listed(sidesConcerned(finding), 'and')}, not ${listed(sides)}`,
  amount({ amount }, finding) {
    if (finding.kind !== 'mismatch') return 'it has no amount: only a mismatch has'
    const { than, amount: limit } = amount!
    const order = compareAmountApart(Object.values(finding.values), limit)
    return order === null
      ? 'fewer than two of its values are numbers'
      : `its sides are not ${than} than ${limit} apart`
  },
  pattern: ({ pattern }) => (pattern ? 'it is not known to be one of a pattern' : 'it is one of a pattern'),
}

function listed(words: readonly string[], joint = 'or'): string {
  return words.length < 2
    ? (words[0] ?? 'no side')
    : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)}`
}
