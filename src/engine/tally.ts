import type { Finding } from '../domain/finding.ts'
import type { ComparisonSummary, FieldDrift, SideSummary } from '../domain/run.ts'
import { addScaled, largerOf, type Scaled, scaledText } from './exact-decimal.ts'
import type { FieldOutcome } from './field-outcome.ts'

interface Drift {
  count: number
  max: Scaled
  sum: Scaled
}

/** Counts what a comparison sees, for its summary. */
export class Tally {
  #matched = 0
  #agreeing = 0
  #asRead = 0
  #normalised = 0
  readonly #drift = new Map<string, Drift>()

  /** A record that is the same on all sides as read, with so many fields that two or more sides have. */
  countIdentical(comparedFields: number): void {
    this.#matched++
    this.#agreeing++
    this.#asRead += comparedFields
  }

  /** `agreeing` counts only among the matched. */
  countRecord(record: { readonly matched: boolean; readonly agreeing: boolean }): void {
    if (!record.matched) return
    this.#matched++
    if (record.agreeing) this.#agreeing++
  }

  /** So many fields that are the same on all sides as read, of a record that is not. */
  countSame(count: number): void {
    this.#asRead += count
  }

  countField(field: string, outcome: FieldOutcome): void {
    if (outcome.verdict === 'equal') this.#asRead++
    else if (outcome.verdict === 'normalised') this.#normalised++
    if (!outcome.drift) return
    const drift = this.#drift.get(field)
    if (!drift) {
      this.#drift.set(field, { count: 1, max: outcome.drift, sum: outcome.drift })
      return
    }
    drift.count++
    drift.max = largerOf(drift.max, outcome.drift)
    drift.sum = addScaled(drift.sum, outcome.drift)
  }

  summary(findings: readonly Finding[], sides: Readonly<Record<string, SideSummary>>): ComparisonSummary {
    const { schema, ...ofKind } = countKinds(findings)
    const tolerated = [...this.#drift.values()].reduce((sum, drift) => sum + drift.count, 0)
    return {
      sides,
      counts: {
        matched: this.#matched,
        agreeing: this.#agreeing,
        ...ofKind,
        ...(schema > 0 ? { schema } : {}),
        drift: tolerated,
      },
      drift: Object.fromEntries([...this.#drift].map(([field, drift]) => [field, fieldDrift(drift)])),
      agreement: { asRead: this.#asRead, normalised: this.#normalised, tolerated },
    }
  }
}

function countKinds(findings: readonly Finding[]) {
  const counts = { missing: 0, mismatch: 0, duplicate: 0, invalid: 0, schema: 0 }
  // By index, as a `for of` makes an object for each of them here.
  for (let index = 0; index < findings.length; index++) {
    const { kind } = findings[index]!
    // Pairs are made later, of what is left: then all is counted anew.
    if (kind !== 'rekeyed') counts[kind]++
  }
  return counts
}

function fieldDrift({ count, max, sum }: Drift): FieldDrift {
  return { count, max: scaledText(max), sum: scaledText(sum) }
}
