import type { Finding } from '../domain/finding.ts'
import { publicFinding } from '../domain/public-finding.ts'
import { publicSummary } from '../domain/public-summary.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { ComparisonSummary, Run } from '../domain/run.ts'
import type { Scope } from '../domain/scope.ts'
import type { Settings } from '../domain/settings.ts'
import { isSecret } from '../slack/messages/secrecy.ts'
import { maskFinding, maskKey } from './mask-finding.ts'
import { definitionOf } from './present-discrepancy.ts'

/** A run as the API answers with it: as `counterfoil run --format json` prints it, as far as it is remembered. */
export function presentRun(settings: Settings, run: Run): Record<string, unknown> {
  const definition = definitionOf(settings, run.reconciliation)
  const summary = run.summary && maskSummary(run.summary, definition)
  const summarised =
    summary &&
    publicSummary({ ...partOf(run, definition), ...guardOf(run, definition), ...about(run), summary })
  return {
    ...about(run),
    ...(definition?.shadow ? { shadow: true } : {}),
    trigger: run.trigger,
    requestedBy: run.requestedBy,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    sides: null,
    counts: null,
    drift: null,
    ...summarised,
    scope: maskScope(run.scope, definition),
    changes: run.changes,
    error: run.error,
  }
}

export function presentFindings(
  settings: Settings,
  run: Run,
  findings: readonly Finding[],
): readonly object[] {
  const definition = definitionOf(settings, run.reconciliation)
  return findings.map((finding) => publicFinding(maskFinding(finding, definition)))
}

function about({ reconciliation, id, state }: Run) {
  return { reconciliation, run: id, state }
}

function partOf({ part }: Run, definition: Reconciliation | null) {
  if (part === null) return {}
  const masked = {
    after: part.after && maskKey(part.after, definition),
    upTo: part.upTo && maskKey(part.upTo, definition),
  }
  return { part: { ...part, ...masked } }
}

function guardOf({ hold }: Run, definition: Reconciliation | null) {
  if (!hold) return {}
  const examples = hold.evidence.examples.map((finding) => maskFinding(finding, definition))
  return { guard: { ...hold.evidence, examples } }
}

function maskScope(scope: Scope, definition: Reconciliation | null): Scope {
  if (scope.kind !== 'keys') return scope
  return { ...scope, keys: scope.keys.map((key) => maskKey(key, definition)) }
}

/** Sums of sensitive fields, and sizes of their differences, would tell about single values. */
function maskSummary(summary: ComparisonSummary, definition: Reconciliation | null): ComparisonSummary {
  const isShown = ([field]: readonly [string, unknown]) => !isSecret(definition, field)
  const sides = Object.entries(summary.sides).map(([side, { rows, totals }]) => {
    return [side, { rows, totals: Object.fromEntries(Object.entries(totals).filter(isShown)) }] as const
  })
  const drift = Object.fromEntries(Object.entries(summary.drift).filter(isShown))
  return { ...summary, sides: Object.fromEntries(sides), drift }
}
