import type { FindingKind, Severity } from './finding.ts'

/** How people hear of a discrepancy: at once, in the digest, or not at all. */
export const TELLINGS = ['alert', 'digest', 'log'] as const
export type Telling = (typeof TELLINGS)[number]

/** What a rule asks of a finding; what it does not say holds for all. */
export interface RouteCondition {
  readonly kinds?: readonly FindingKind[]
  readonly fields?: readonly string[]
  readonly severities?: readonly Severity[]
  readonly causes?: readonly string[]
  /** Whether so many findings of its run share its kind, field and cause that they are a pattern. */
  readonly pattern?: boolean
  /** How far apart the sides are, as an exact decimal; only numbers have an amount. */
  readonly amount?: { readonly than: 'more' | 'less'; readonly amount: string }
  /** Sides that the finding is about: where it is missing, broken or doubled, or that disagree with the likely correct one. */
  readonly sides?: readonly string[]
}

/** Where findings go that fulfil `when`. The first rule that holds wins. */
export interface RouteRule {
  readonly when: RouteCondition
  readonly to: RouteTarget
}

export interface RouteTarget {
  readonly tells: Telling
  /** Name of an incident service of the settings; an incident is opened at once. */
  readonly incident?: string
  /** Name of a remedy of the reconciliation: where it is on by itself, only what it does not repair is told. */
  readonly remedy?: string
}

/** Where a finding goes, and by which rule (from 1); null: none held, its severity decides. */
export interface Route extends RouteTarget {
  readonly rule: number | null
}
