import type { Finding, MismatchFinding, MissingFinding } from '../../domain/finding.ts'
import { describeHold, type GuardEvidence } from '../../domain/guard.ts'
import type { ComparisonSummary, RunState } from '../../domain/run.ts'
import type { RunPart } from '../../domain/run-part.ts'
import type { Scope } from '../../domain/scope.ts'
import type { Pattern, TotalExplanation } from '../../engine/index.ts'

/** What a comparison prints, in every format. */
export interface Report {
  readonly reconciliation: string
  readonly run: string
  readonly state: RunState
  readonly keyNames: readonly string[]
  readonly summary: ComparisonSummary
  readonly findings: readonly Finding[]
  /** For people only, as the next: scripts rely on exactly the other members. */
  readonly patterns?: readonly Pattern[]
  readonly totals?: readonly TotalExplanation[]
  /** Only where changes were asked for: what the run came to look at. */
  readonly scope?: Scope
  /** With `scope`: up to when all changes are known to be compared; null: not yet. */
  readonly verifiedThrough?: Date | null
  /** Only where not all keys were compared, with what people are told of it. */
  readonly part?: RunPart
  readonly stopped?: string | null
  readonly started?: string | null
  /** Only where the run was held: then there are no findings, as nothing is concluded. */
  readonly guard?: GuardEvidence
  /** Nobody is told of it. */
  readonly isShadow?: boolean
}

/** A finding with exactly the members that scripts rely on, in their order. */
export function publicFinding(finding: Finding): object {
  const { kind, key, severity } = finding
  switch (finding.kind) {
    case 'mismatch': {
      const { field, values, likelyCorrect, cause } = finding
      return { kind, key, field, values, likelyCorrect, cause, severity, ...publicParts(finding) }
    }
    case 'missing': {
      const { presentOn, missingFrom } = finding
      const pairing = finding.pairing === undefined ? {} : { pairing: finding.pairing }
      return { kind, key, presentOn, missingFrom, severity, ...publicParts(finding), ...pairing }
    }
    case 'duplicate':
      return { kind, key, side: finding.side, count: finding.count, severity }
    case 'invalid':
      return {
        kind,
        key,
        side: finding.side,
        field: finding.field,
        raw: finding.raw,
        // Only where an expectation is broken: scripts rely on the other members alone.
        ...(finding.rule === undefined ? {} : { rule: finding.rule }),
        ...(finding.records === undefined ? {} : { records: finding.records }),
        severity,
      }
    case 'rekeyed': {
      const { keys, score, reasons, differing } = finding
      return { kind, key, keys, score, reasons, differing, severity }
    }
    case 'schema': {
      const { side, field, problem, column, types } = finding
      return { kind, key, side, field, problem, column, types, severity }
    }
  }
}

/** Only findings of grouped sides that name their parts have this member. */
function publicParts({ parts }: MismatchFinding | MissingFinding): object {
  return parts === undefined ? {} : { parts }
}

/** All but the findings, with exactly the members that scripts rely on, in their order. */
export function publicSummary(report: Report): Readonly<Record<string, unknown>> {
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
