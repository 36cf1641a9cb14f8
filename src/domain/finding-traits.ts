import type { Finding } from './finding.ts'

/** So many findings alike are one pattern. */
export const PATTERN_MINIMUM = 20

/** What findings have in common that may be one pattern. */
export interface FindingTraits {
  readonly kind: Finding['kind']
  /** Null where the findings are about whole records. */
  readonly field: string | null
  /** Null where no cause is known for them: they only have kind and field in common. */
  readonly cause: string | null
  /** What else they have in common: the sides that lack the records, or the one side that is wrong; empty for mismatches. */
  readonly sides: readonly string[]
  /** The expectation that the values break, null where they break none. */
  readonly rule: string | null
}

export function traitsOf(finding: Finding): FindingTraits {
  const { kind } = finding
  const traits = { kind, field: null, cause: null, sides: [], rule: null }
  switch (finding.kind) {
    case 'mismatch':
      return { ...traits, field: finding.field, cause: finding.cause }
    case 'missing':
      return { ...traits, sides: finding.missingFrom }
    case 'duplicate':
      return { ...traits, sides: [finding.side] }
    case 'invalid':
      return { ...traits, field: finding.field, sides: [finding.side], rule: finding.rule ?? null }
    case 'rekeyed':
      return traits
    case 'schema':
      return { ...traits, field: finding.field, sides: finding.side === null ? [] : [finding.side] }
  }
}

/** One text for all findings that may be one pattern. */
export function writeTraits({ kind, field, cause, sides, rule }: FindingTraits): string {
  return JSON.stringify([kind, field, cause, sides, rule])
}
