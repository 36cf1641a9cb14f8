import type { Discrepancy, ResolutionReason, Status } from '../../domain/discrepancy.ts'
import type { ExpectationRule, Finding, FindingKind, Severity } from '../../domain/finding.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Telling } from '../../domain/route.ts'

/** How people hear of it, by the rules of its reconciliation. */
export const ROUTE_WORDS: Readonly<Record<Telling, string>> = {
  alert: 'told at once',
  digest: 'in the digest',
  log: 'recorded only',
}

/** Severity by sign and word, so that it is not told by colour alone. */
export const SEVERITY_LABELS: Readonly<Record<Severity, string>> = {
  high: '🔺 High',
  medium: '🔶 Medium',
  low: '🔹 Low',
}

export const STATUS_LABELS: Readonly<Record<Status, string>> = {
  new: 'New',
  acknowledged: '👀 Acknowledged',
  escalated: '📣 Escalated',
  resolved: '✅ Resolved',
}

export const REASON_LABELS: Readonly<Record<ResolutionReason, string>> = {
  fixed: 'Fixed at the source',
  expected: 'Expected difference',
  'not-a-problem': 'Not a problem',
  other: 'Another reason',
  agrees: 'The sides agree again',
  paired: 'The record was found under another key',
  unpaired: 'The two records no longer make a pair',
  remedy: 'Repaired by a remedy',
  'no-longer-compared': 'The config changed, and it is no longer compared',
}

/** A kind of finding for people, for tables: `Record missing`. */
export const KIND_LABELS: Readonly<Record<FindingKind, string>> = {
  missing: 'Record missing',
  mismatch: 'Value differs',
  duplicate: 'Key more than once',
  invalid: 'Value not valid',
  rekeyed: 'Key differs',
  schema: 'Field not compared',
}

/** What is wrong, as a plain sentence without values: `balance differs`, `missing from mailer`. Not escaped. */
export function describeFinding(finding: Finding): string {
  switch (finding.kind) {
    case 'missing':
      return `missing from ${listWords(finding.missingFrom)}`
    case 'mismatch':
      return `${finding.field} differs`
    case 'duplicate':
      return `${finding.count} records with this key in ${finding.side}`
    case 'invalid':
      return finding.rule === undefined
        ? `${finding.field} is not valid in ${finding.side}`
        : `${finding.field} is not as expected in ${finding.side} (${ruleWords(finding.rule, finding.records)})`
    case 'rekeyed':
      return `one record with different keys in ${listWords(Object.keys(finding.keys))}`
    case 'schema':
      return finding.problem === 'missing-column'
        ? `${finding.field} is not compared: its column is gone from ${finding.side}`
        : `${finding.field} is not compared: its types disagree`
  }
}

/** `out of range`, and of several records of a group `out of range, 3 records`. */
function ruleWords(rule: ExpectationRule, records = 1): string {
  return records === 1 ? RULES[rule] : `${RULES[rule]}, ${countOf(records, 'record')}`
}

const RULES: Readonly<Record<ExpectationRule, string>> = {
  required: 'nothing is there',
  oneOf: 'none of the values that may be',
  range: 'out of range',
  pattern: 'in another form',
  length: 'too short or too long',
  unique: 'not unique',
}

/** A cause the engine recognised, in words: `x100` becomes `exactly 100 times as much`. Unknown ones stay as they are. */
export function describeCause(cause: string): string {
  const times = /^x(\d+)$/.exec(cause)
  return times ? `one is exactly ${times[1]} times the other` : (CAUSES[cause] ?? cause)
}

const CAUSES: Readonly<Record<string, string>> = {
  rounding: 'rounding',
  sign: 'the sign is the other way round',
  timezone: 'a time zone (whole hours apart)',
  'date-only': 'one side keeps the date only',
  case: 'capital and small letters',
  whitespace: 'spaces',
  punctuation: 'punctuation or formatting',
  accents: 'accents or encoding',
  encoding: 'accents or encoding',
  'swapped-fields': 'two fields are exchanged',
  truncation: 'one side cut the value short',
  'null-versus-empty': 'nothing on one side, empty text on the other',
  stale: 'one side is a stale copy',
  timing: 'still in flight',
}

/** `a`, `a and b`, `a, b and c`; from the seventh on counted. */
export function listWords(words: readonly string[]): string {
  if (words.length > 6) return `${words.slice(0, 5).join(', ')} and ${words.length - 5} more`
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

/** `1 row`, `2 rows`, `12,345 rows`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** `2nd`, `13th`. */
export function ordinal(number: number): string {
  const teen = number % 100 >= 11 && number % 100 <= 13
  return `${number}${(!teen && ['th', 'st', 'nd', 'rd'][number % 10]) || 'th'}`
}

/** How long ago, roughly: `5 minutes ago`. */
export function ago(then: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 90) return `${countOf(minutes, 'minute')} ago`
  const hours = Math.round(minutes / 60)
  return hours < 36 ? `${countOf(hours, 'hour')} ago` : `${countOf(Math.round(hours / 24), 'day')} ago`
}

/** How long from one instant to another, roughly: `less than 1 min`, `5 min`, `3 h`, `2 d`. */
export function lasting(from: Date, to: Date): string {
  const minutes = Math.max(0, Math.floor((to.getTime() - from.getTime()) / 60_000))
  if (minutes < 1) return 'less than 1 min'
  if (minutes < 90) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 36 ? `${hours} h` : `${Math.round(hours / 24)} d`
}

/** A discrepancy with its definition; null when that is no longer in the config, and then no value may be shown. */
export interface Listed {
  readonly discrepancy: Discrepancy
  readonly reconciliation: Reconciliation | null
}
