import type { CauseState, FieldCause } from './cause-state.ts'
import type { FindingKind } from './finding.ts'
import type { FieldDrift } from './run.ts'

/** What became open, what became resolved, and what was open at the end of a day. */
export interface TrendDay {
  readonly day: string
  readonly opened: number
  readonly resolved: number
  readonly open: number
  /** What was within tolerance at its end, of all fields that it is about; null: no run of everything ended that day. */
  readonly drift: number | null
}

/** One kind of finding in one field; of findings about a whole record the field is null. */
export interface FieldTrendRow {
  readonly kind: FindingKind
  readonly field: string | null
  readonly opened: number
  /** The same of as many days before; null: nobody knows all of them. */
  readonly openedBefore: number | null
  readonly resolved: number
  readonly open: number
  /** As the last run of everything saw it, with the largest of all its days; null: no run has told of any. */
  readonly drift: (FieldDrift & { readonly largest: string; readonly countBefore: number | null }) | null
}

/** A cause with what it came to in the days, and what is known of it. */
export interface CauseTrend extends FieldCause, Pick<CauseState, 'goneAt' | 'backAt' | 'awaySince'> {
  readonly opened: number
  readonly open: number
  readonly lastSeenAt: Date | null
}

/** Findings and drift of one reconciliation over some days, or of one field of it. */
export interface FieldTrend {
  readonly name: string
  readonly title: string
  /** Null: all of them. */
  readonly field: string | null
  /** First and last day, in `zone`; the last one is the present day so far. */
  readonly from: string
  readonly to: string
  readonly zone: string
  /** Without days of which nobody knows anything; oldest first, none left out in between. */
  readonly days: readonly TrendDay[]
  /** Those with most first. */
  readonly fields: readonly FieldTrendRow[]
  readonly causes: readonly CauseTrend[]
}
