import { type Finding, findingKeys } from '../domain/finding.ts'
import type { GuardEvidence } from '../domain/guard.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { writeKey } from '../domain/record.ts'
import type { Scope } from '../domain/scope.ts'
import type { Database } from '../store/database.ts'
import { countOpenBySeverity } from '../store/discrepancies.ts'
import { findLastRows } from '../store/held-runs.ts'
import { type GuardInput, judgeGuard } from '../tracker/judge-guard.ts'
import type { Seen } from './recheck-pairs.ts'

export interface GuardRequest {
  readonly reconciliation: Reconciliation
  /** What the run was asked for. */
  readonly scope: Scope
  readonly seen: Seen
  /** What a person has accepted already. */
  readonly accepted: GuardEvidence | null
}

const EXAMPLES = 3
/** Of fewer keys of a part, a share says nothing of the whole. */
const LEAST_KEYS_OF_PART = 100

/** Why what a run saw must not be remembered before somebody has looked; null: it may. Keys that were asked for always may. */
export async function guardRun(
  db: Database,
  { reconciliation, scope: asked, seen, accepted }: GuardRequest,
): Promise<GuardEvidence | null> {
  const { guard: rules, name, sides } = reconciliation
  const scope = seen.scope ?? asked
  if (!rules || scope.kind === 'keys' || concludesNothing(seen)) return null
  const last = await findLastRows(db, name)
  const open = await countOpenBySeverity(db, name)
  const look = lookOf(scope, seen)
  // Those of open discrepancies that were looked at beside a date range are none of it.
  const { findings } = seen.comparison
  const differing = countDiffering(findings)
  const evidence = {
    rows: rowsOf(scope, seen),
    before: look === 'whole' ? last : null,
    differing,
    keys: countKeys(scope, seen, { differing, known: mostRows(last?.rows) }),
    examples: findings.slice(0, EXAMPLES),
  }
  const hasOpen = open.high + open.medium + open.low > 0
  const reasons = judgeGuard({ ...evidence, rules, sides, look, hasOpen, accepted })
  return reasons.length === 0 ? null : { reasons, ...evidence }
}

/** Whether a side itself is not to be trusted, so that there is no use in reading it again. */
export function distrustsSide({ reasons }: GuardEvidence): boolean {
  return reasons.some(({ kind }) => kind !== 'differing')
}

/** Its budget was used up before it had compared a record. */
function concludesNothing({ comparison: { part } }: Seen): boolean {
  return part != null && part.stoppedBy !== null && part.upTo === null
}

function lookOf(scope: Scope, { comparison: { part } }: Seen): GuardInput['look'] {
  if (scope.kind === 'changed') return scope.rows ? 'whole' : 'some'
  if (scope.kind !== 'everything' || (part && part.after !== null)) return 'some'
  return part?.stoppedBy ? 'beginning' : 'whole'
}

/** Of all rows where a sweep counted them. */
function rowsOf(scope: Scope, { comparison }: Seen): GuardEvidence['rows'] {
  if (scope.kind === 'changed' && scope.rows) return scope.rows
  return Object.fromEntries(Object.entries(comparison.summary.sides).map(([side, { rows }]) => [side, rows]))
}

function countDiffering(findings: readonly Finding[]): number {
  const records = findings.filter(({ kind }) => kind !== 'schema')
  return new Set(records.map((finding) => writeKey(findingKeys(finding)[0]!))).size
}

/** What the differing keys are a share of. Where only some keys were looked at, all that are known to be there. */
function countKeys(
  scope: Scope,
  { comparison: { summary, part } }: Seen,
  { differing, known }: { readonly differing: number; readonly known: number | null },
): number | null {
  const compared = summary.counts.agreeing + differing
  if (scope.kind === 'changed') {
    const all = mostRows(scope.rows) ?? known
    return all === null ? null : Math.max(all, differing)
  }
  if (!part) return compared
  if (known === null && compared < LEAST_KEYS_OF_PART) return null
  return Math.max(compared, known ?? 0)
}

function mostRows(rows: GuardEvidence['rows'] | undefined): number | null {
  return rows ? Math.max(0, ...Object.values(rows)) : null
}
