import type { Finding } from '../domain/finding.ts'
import { type FindingTraits, PATTERN_MINIMUM, traitsOf, writeTraits } from '../domain/finding-traits.ts'
import type { RawValue } from '../domain/record.ts'

const EXAMPLES = 3

/** Many findings of a run with one cause, or where none is known of one kind, and one field. */
export interface Pattern extends FindingTraits {
  readonly count: number
  /** Of all findings of the run, in percent with one decimal, rounded down: `97.4`. */
  readonly share: string
  /** The first of them, three at most. */
  readonly examples: readonly Finding[]
  /** What sets its records apart from the others; only where hints were asked for and there are some. */
  readonly hints?: readonly Hint[]
}

/**
 * A value, or a range (both ends included), of another column that at least 95 % of a pattern's findings have and at most
 * 10 % of the other records: `currency` is `JPY`. `others`: how many of those have it, of a range in a large run measured
 * on a sample.
 */
export type Hint = { readonly field: string; readonly covered: number; readonly others: number } & (
  | { readonly value: RawValue }
  | { readonly from: string; readonly to: string }
)

/** The patterns among the findings of one run, the largest first. Every finding is in one of them at most. */
export function findPatterns(findings: readonly Finding[]): readonly Pattern[] {
  const groups = new Groups()
  // By index, as a `for of` makes an object for each of them here.
  for (let index = 0; index < findings.length; index++) {
    const finding = findings[index]!
    const group = groups.of(finding)
    if (group.count++ < EXAMPLES) group.examples.push(finding)
  }
  return [...groups.all()]
    .filter(({ count }) => count >= PATTERN_MINIMUM)
    .sort((a, b) => b.count - a.count)
    .map(({ count, examples }) => ({
      ...traitsOf(examples[0]!),
      count,
      share: percent(count, findings.length),
      examples,
    }))
}

interface Group {
  count: number
  readonly examples: Finding[]
}

/** Findings that may be one pattern, in the order in which the first of each was found. */
class Groups {
  readonly #groups = new Map<string, Group>()
  /** By field and cause, since a run can have millions of mismatches and a text for each takes its time. */
  readonly #mismatches = new Map<string, Map<string | null, Group>>()

  of(finding: Finding): Group {
    if (finding.kind !== 'mismatch') return this.#named(finding)
    let ofField = this.#mismatches.get(finding.field)
    if (!ofField) {
      ofField = new Map()
      this.#mismatches.set(finding.field, ofField)
    }
    let group = ofField.get(finding.cause)
    if (!group) {
      group = this.#named(finding)
      ofField.set(finding.cause, group)
    }
    return group
  }

  all(): Iterable<Group> {
    return this.#groups.values()
  }

  #named(finding: Finding): Group {
    const name = groupOf(finding)
    let group = this.#groups.get(name)
    if (!group) {
      group = { count: 0, examples: [] }
      this.#groups.set(name, group)
    }
    return group
  }
}

/** One text for all findings that may be one pattern. */
export function groupOf(finding: Finding): string {
  return writeTraits(traitsOf(finding))
}

function percent(part: number, whole: number): string {
  const perMille = Math.floor((part * 1000) / whole)
  return `${Math.floor(perMille / 10)}.${perMille % 10}`
}
