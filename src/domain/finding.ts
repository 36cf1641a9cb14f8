import type { PartsBySide } from './group-parts.ts'
import type { PairReason } from './pair-reason.ts'
import type { RawValue, RecordKey, SideValues } from './record.ts'

export const FINDING_KINDS = ['missing', 'mismatch', 'duplicate', 'invalid', 'rekeyed', 'schema'] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** `high` is told at once, `medium` in the digest, `low` is recorded only. */
export const SEVERITIES = ['high', 'medium', 'low'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What a side can be expected to hold; where a value breaks several, the first of these is named. */
export const EXPECTATION_RULES = ['required', 'oneOf', 'range', 'pattern', 'length', 'unique'] as const
export type ExpectationRule = (typeof EXPECTATION_RULES)[number]

interface FindingBase {
  readonly key: RecordKey
  readonly severity: Severity
}

/** A record that some sides have and others, which must, have not. */
export interface MissingFinding extends FindingBase {
  readonly kind: 'missing'
  readonly presentOn: readonly string[]
  readonly missingFrom: readonly string[]
  /** Only where a grouped side has the record and names its parts. */
  readonly parts?: PartsBySide
  /** The key of a record that is missing the other way round and the same in every field: probably the key was changed. */
  readonly probablyNow?: RecordKey
  /** Only where `match` looked for the record's counterpart and could not say which it is. */
  readonly pairing?: OpenPairing
}

/** `tied`: several are as likely. `undecided`: more would have to be looked at than may be. */
export interface OpenPairing {
  readonly outcome: 'tied' | 'undecided'
  /** Records that it may be, the likeliest first; five at most, and none where they were not looked at. */
  readonly candidates: readonly { readonly key: RecordKey; readonly score: string }[]
}

/** One field of one record that differs beyond what is tolerated; every side's raw value. */
export interface MismatchFinding extends FindingBase {
  readonly kind: 'mismatch'
  readonly field: string
  readonly values: SideValues
  /** Groups of sides that agree with each other, in config order; one that agrees with no other is a group alone. */
  readonly agreeing: readonly (readonly string[])[]
  /** The side our rules trust for this field, or null where no rule says. */
  readonly likelyCorrect: string | null
  /** Why that side, in words: `billing is trusted for balance`. Null with `likelyCorrect`. */
  readonly likelyCorrectReason: string | null
  /** The simple explanation we recognised (`rounding`, `case`, `x100`, ...), or null. */
  readonly cause: string | null
  /** The cause in more words, where there are: `billing was last updated 2 h before crm`. */
  readonly causeDetail?: string
  /** As in `MissingFinding`. */
  readonly parts?: PartsBySide
}

/** A key that one side has more than once. It is not compared further. */
export interface DuplicateFinding extends FindingBase {
  readonly kind: 'duplicate'
  readonly side: string
  readonly count: number
}

/**
 * A value that does not parse as its type, one that breaks what its side is expected to hold (`rule`), or a key with a
 * null or empty part (`field` is then the key's name).
 */
export interface InvalidFinding extends FindingBase {
  readonly kind: 'invalid'
  readonly side: string
  readonly field: string
  readonly raw: RawValue
  /** The expectation that the value breaks: `required`, `pattern`, ...; unsaid for the others. */
  readonly rule?: ExpectationRule
  /** How many records of a group break it: only where the side is grouped. */
  readonly records?: number
}

/** One record that two sides have under different keys, in place of two missing ones. `key` is that of the first side. */
export interface RekeyedFinding extends FindingBase {
  readonly kind: 'rekeyed'
  /** By side, in config order. */
  readonly keys: Readonly<Record<string, RecordKey>>
  /** From 0 to 1, `0.9416`, rounded down. */
  readonly score: string
  /** What each field adds to it, in config order. */
  readonly reasons: readonly PairReason[]
  /** Fields that differ between the two by their rules, as a mismatch would show them. */
  readonly differing: readonly { readonly field: string; readonly values: SideValues }[]
}

/**
 * A field that cannot be compared on any side, by what the sources say of its columns. It is about no record, so its key
 * has no parts.
 */
export interface SchemaFinding extends FindingBase {
  readonly kind: 'schema'
  readonly field: string
  /** A column that runs compared before is gone, or typed sides disagree about the field's type. */
  readonly problem: 'missing-column' | 'type-mismatch'
  /** The side whose column is gone; null where the types of several disagree. */
  readonly side: string | null
  /** What the column was called that is gone, and the column of that side that is most like it; else null. */
  readonly column: string | null
  readonly nearest: string | null
  /** The types that disagree by side, with the source's own word: `decimal (numeric(10,2))`. */
  readonly types: Readonly<Record<string, string>>
}

/** What one run saw. */
export type Finding =
  | MissingFinding
  | MismatchFinding
  | DuplicateFinding
  | InvalidFinding
  | RekeyedFinding
  | SchemaFinding

/** The field a finding is about, or null when it is about the whole record. */
export function findingField(finding: Finding): string | null {
  return 'field' in finding ? finding.field : null
}

/** The one side a finding is about, or null when it is about several. */
export function findingSide(finding: Finding): string | null {
  return 'side' in finding ? finding.side : null
}

/** Every key a finding is about: two where a record has one key here and another there. */
export function findingKeys(finding: Finding): readonly RecordKey[] {
  return finding.kind === 'rekeyed' ? Object.values(finding.keys) : [finding.key]
}
