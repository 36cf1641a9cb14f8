import { describeHold, type GuardEvidence } from './guard.ts'
import { publicFinding } from './public-finding.ts'
import type { ComparisonSummary, RunState } from './run.ts'
import type { RunPart } from './run-part.ts'
import type { Scope } from './scope.ts'

/** What of a run scripts get to read, but its findings. */
export interface SummarisedRun {
  readonly reconciliation: string
  readonly run: string
  readonly state: RunState
  readonly summary: ComparisonSummary
  /** Only where changes were asked for: what the run came to look at. */
  readonly scope?: Scope
  /** With `scope`: up to when all changes are known to be compared; null: not yet. */
  readonly verifiedThrough?: Date | null
  /** Only where not all keys were compared. */
  readonly part?: RunPart
  /** Only where the run was held. */
  readonly guard?: GuardEvidence
  /** Nobody is told of it. */
  readonly isShadow?: boolean
}

/** All but the findings, with exactly the members that scripts rely on, in their order. */
export function publicSummary(report: SummarisedRun): Readonly<Record<string, unknown>> {
  const { matched, agreeing, missing, mismatch, duplicate, invalid, drift, rekeyed, schema, timing } =
    report.summary.counts
  const { notSettled } = report.summary
  // Only where there are some, or pairs are looked for: scripts rely on the others alone.
  const more = {
    ...(schema === undefined ? {} : { schema }),
    ...(rekeyed === undefined ? {} : { rekeyed }),
    ...(timing === undefined ? {} : { timing }),
  }
  return {
    reconciliation: report.reconciliation,
    run: report.run,
    state: report.state,
    ...(report.isShadow ? { shadow: true } : {}),
    ...(report.guard ? { guard: publicGuard(report.guard) } : {}),
    ...(report.part ? { part: publicPart(report.part) } : {}),
    sides: mapValues(report.summary.sides, ({ rows, totals }) => ({ rows, totals })),
    counts: { matched, agreeing, missing, mismatch, duplicate, invalid, ...more, drift },
    ...(notSettled === undefined ? {} : { notSettled }),
    drift: mapValues(report.summary.drift, ({ count, max, sum }) => ({ count, max, sum })),
    ...(report.scope ? { scope: report.scope, verifiedThrough: report.verifiedThrough ?? null } : {}),
  }
}

function publicGuard(evidence: GuardEvidence): object {
  const { reasons, rows, before, differing, keys, examples } = evidence
  const sentences = describeHold(evidence)
  return {
    reasons: reasons.map((reason, index) => ({
      kind: reason.kind,
      side: 'side' in reason ? reason.side : null,
      sentence: sentences[index],
    })),
    rows,
    before,
    differing,
    keys,
    examples: examples.map(publicFinding),
  }
}

function publicPart({ after, upTo, stoppedBy, findingsSoFar }: RunPart): object {
  return { after, upTo, stoppedBy, findingsSoFar }
}

function mapValues<Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
