import type { Finding, MissingFinding, OpenPairing, RekeyedFinding } from '../domain/finding.ts'
import type { MatchRules } from '../domain/match-rules.ts'
import type { PairReason } from '../domain/pair-reason.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import { assignPairs, type Candidate, type Places } from './assign-pairs.ts'
import type { Comparison, JudgedRecord } from './comparison.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import { compileFields } from './compiled-field.ts'
import { findPatterns, groupOf } from './find-patterns.ts'
import { cellCountOf } from './group-findings.ts'
import { judgeField } from './judge-field.ts'
import { RecordAtKey } from './record-at-key.ts'
import type { Unmatched, UnmatchedRecord } from './unmatched.ts'

/** Two unmatched records that share a block, by their places, with how alike each field is in millionths. */
export interface ScoredPair {
  readonly first: number
  readonly second: number
  /** By field of `match`; null where a side has nothing to compare. */
  readonly similarities: readonly (number | null)[]
}

export interface Pairing {
  readonly plan: ComparisonPlan
  readonly now: Date
  readonly comparison: Comparison
  readonly scored: readonly ScoredPair[]
  /** Records that have candidates which were not looked at. */
  readonly unknown: Places
  /** Only these pairs of keys, of the first and of the second side; null: all. */
  readonly only: readonly (readonly [RecordKey, RecordKey])[] | null
}

const ONE = 1_000_000
/** Candidates that are named at a record that could not be paired. */
const SHOWN = 5

/** The comparison with what `match` made of the records it left unmatched: rules at `index.ts`, under Pairs. */
export function pairRecords(pairing: Pairing): Comparison {
  const { plan, comparison } = pairing
  const { match } = plan.reconciliation
  if (!match || !comparison.unmatched) return comparison
  const { records, isTooMuch } = comparison.unmatched
  if (isTooMuch)
    return withFindings(comparison, (finding) => (finding.kind === 'missing' ? tooMany(finding) : finding))
  const candidates = candidatesOf(pairing, match, comparison.unmatched)
  const { pairs, tied, undecided } = assignPairs(candidates, {
    threshold: match.thresholdMillionths,
    margin: match.marginMillionths,
    unknown: pairing.unknown,
  })
  const replaced = new Map<Finding, Finding>()
  const judge = pairJudge(pairing, match)
  for (const pair of pairs) {
    const finding = judge(pair, records)
    replaced.set(records[0][pair.first]!.finding, finding)
    replaced.set(records[1][pair.second]!.finding, finding)
  }
  const shown = candidates.filter(({ score }) => score >= match.thresholdMillionths)
  for (const [outcome, places] of [
    ['tied', tied],
    ['undecided', undecided],
  ] as const) {
    for (const side of [0, 1] as const) {
      const bySide = openCandidates(shown, side)
      for (const place of places[side]) {
        const { finding } = records[side][place]!
        replaced.set(finding, {
          ...finding,
          pairing: { outcome, candidates: named(bySide.get(place), side, records) },
        })
      }
    }
  }
  return withFindings(comparison, (finding) => replaced.get(finding) ?? finding)
}

function tooMany(finding: MissingFinding): MissingFinding {
  return { ...finding, pairing: { outcome: 'undecided', candidates: [] } }
}

/** Each pair with its score; the pair's similarities stay with the caller. */
function candidatesOf({ scored, only }: Pairing, match: MatchRules, { records }: Unmatched): Candidate[] {
  const wanted = only && new Set(only.map((keys) => JSON.stringify(keys.map(writeKey))))
  const isWanted = ({ first, second }: ScoredPair) => {
    const keys = [records[0][first]!.finding.key, records[1][second]!.finding.key]
    return wanted === null || wanted.has(JSON.stringify(keys.map(writeKey)))
  }
  return scored
    .filter(isWanted)
    .map(({ first, second, similarities }) => ({ first, second, score: scoreOf(similarities, match) }))
}

/** The weighted mean, rounded down; a field without values on both sides counts as not alike at all. */
function scoreOf(similarities: readonly (number | null)[], { fields }: MatchRules): number {
  const weights = fields.reduce((sum, { weight }) => sum + weight, 0)
  const sum = fields.reduce((total, { weight }, index) => total + weight * (similarities[index] ?? 0), 0)
  return Math.floor(sum / weights)
}

type Records = Unmatched['records']

/** Makes the finding of a pair: reasons by field, and the fields that differ by their own rules. */
function pairJudge(
  { plan, now, scored }: Pairing,
  match: MatchRules,
): (pair: Candidate, records: Records) => RekeyedFinding {
  const fields = compileFields(plan)
  const similarities = new Map(scored.map((pair) => [`${pair.first} ${pair.second}`, pair.similarities]))
  const names = plan.sides.map(({ name }) => name)
  const record = new RecordAtKey(plan, plan.sides.map(cellCountOf))
  return ({ first, second, score }, records) => {
    const both = [records[0][first]!, records[1][second]!] as const
    const { key } = both[0].finding
    record.takeKept(
      key,
      both.map(({ cells }) => cells),
    )
    const differing = fields.flatMap((field) =>
      judgeField(field, record, { plan, now }).findings.flatMap((finding) =>
        finding.kind === 'mismatch' ? [{ field: field.name, values: finding.values }] : [],
      ),
    )
    const ofFields = similarities.get(`${first} ${second}`)!
    return {
      kind: 'rekeyed',
      key,
      keys: Object.fromEntries(names.map((name, side) => [name, both[side]!.finding.key])),
      severity: match.severity,
      score: scoreText(score),
      reasons: match.fields.map((field, index) => reasonOf(field, ofFields[index] ?? null)),
      differing,
    }
  }
}

function reasonOf(field: MatchRules['fields'][number], similarity: number | null): PairReason {
  return { ...field, score: similarity === null ? null : scoreText(similarity) }
}

/** Four decimals at most, rounded down, so that nothing but 1 is shown as 1. */
function scoreText(millionths: number): string {
  if (millionths >= ONE) return '1'
  const digits = String(Math.floor(millionths / 100))
    .padStart(4, '0')
    .replace(/0+$/, '')
  return digits === '' ? '0' : `0.${digits}`
}

/** The candidates of every record of one side, the likeliest first. */
function openCandidates(
  candidates: readonly Candidate[],
  side: 0 | 1,
): ReadonlyMap<number, readonly Candidate[]> {
  const byPlace = new Map<number, Candidate[]>()
  const other = side === 0 ? 'second' : 'first'
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score || a[other] - b[other])) {
    const place = side === 0 ? candidate.first : candidate.second
    const known = byPlace.get(place)
    if (!known) byPlace.set(place, [candidate])
    else if (known.length < SHOWN) known.push(candidate)
  }
  return byPlace
}

function named(
  candidates: readonly Candidate[] | undefined,
  side: 0 | 1,
  records: Records,
): OpenPairing['candidates'] {
  return (candidates ?? []).map(({ first, second, score }) => {
    const other: UnmatchedRecord = side === 0 ? records[1][second]! : records[0][first]!
    return { key: other.finding.key, score: scoreText(score) }
  })
}

/** The comparison with other findings in place of some; a pair stands where the record of the first side stood. */
function withFindings(comparison: Comparison, replace: (finding: Finding) => Finding): Comparison {
  const findings = comparison.findings.flatMap((finding) => {
    const other = replace(finding)
    return other.kind === 'rekeyed' && other.key !== finding.key ? [] : [other]
  })
  const records = comparison.records.map(
    (record): JudgedRecord => ({ ...record, findings: record.findings.map(replace) }),
  )
  return { ...recounted({ ...comparison, findings }), records }
}

/** With counts and patterns of the findings that it now has; hints stay where the pattern is the same. */
export function recounted(comparison: Comparison): Comparison {
  const { findings, summary } = comparison
  const ofKind = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).length
  const before = new Map(comparison.patterns.map((pattern) => [groupOf(pattern.examples[0]!), pattern]))
  const patterns = findPatterns(findings).map((pattern) => {
    const same = before.get(groupOf(pattern.examples[0]!))
    return same?.hints && same.count === pattern.count ? { ...pattern, hints: same.hints } : pattern
  })
  const counts = {
    ...summary.counts,
    missing: ofKind('missing'),
    mismatch: ofKind('mismatch'),
    duplicate: ofKind('duplicate'),
    rekeyed: ofKind('rekeyed'),
  }
  return { ...comparison, patterns, summary: { ...summary, counts } }
}
