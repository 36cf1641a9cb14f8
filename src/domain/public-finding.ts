import type { Finding, MismatchFinding, MissingFinding } from './finding.ts'

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
