import { type Finding, findingKeys } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import type { ComparisonCounts } from '../domain/run.ts'
import { type Comparison, type JudgedRecord, recounted } from '../engine/index.ts'
import { fingerprint } from '../tracker/fingerprint.ts'
import { sameEvidence } from '../tracker/same-evidence.ts'
import type { Seen } from './recheck-pairs.ts'

/** What the last look at a key showed. */
export interface LastLook {
  readonly key: RecordKey
  readonly findings: readonly Finding[]
  /** Null: no side has such a record any more. */
  readonly record: JudgedRecord | null
}

export interface SettledLooks {
  /** What the first look showed of the keys that were read again. */
  readonly first: readonly Finding[]
  /** By `writeKey` text of these keys. */
  readonly last: ReadonlyMap<string, LastLook>
  /** Fingerprints of all that any look showed. */
  readonly shown: ReadonlySet<string>
}

/** What a run saw, with what the last look showed in place of the first. Rows and control totals stay those of the first. */
export function withLastLook(
  { reconciliation, seen }: { readonly reconciliation: Reconciliation; readonly seen: Seen },
  looks: SettledLooks,
): Seen {
  const identity = (finding: Finding) => fingerprint(reconciliation.name, finding)
  const before = new Map(looks.first.map((finding) => [identity(finding), finding]))
  // The first look at the whole run could say more about the same values.
  const richest = (finding: Finding) => {
    const same = before.get(identity(finding))
    return same && sameEvidence(same, finding) ? same : finding
  }
  const last = new Map([...looks.last].map(([text, { findings }]) => [text, findings.map(richest)]))
  const still = new Set([...last.values()].flat().map(identity))
  const gone = [...looks.shown].filter((shown) => !still.has(shown))
  const inFlight = new Set([...(seen.inFlight ?? []), ...gone])
  const findings = replaceFindings(seen.findings, last)
  return {
    ...seen,
    findings,
    inFlight,
    comparison: settledComparison(seen.comparison, { looks, last, timing: inFlight.size }),
  }
}

type FindingsByKey = ReadonlyMap<string, readonly Finding[]>

/** In the place of the first finding of a key stand all that the last look showed there. */
function replaceFindings(findings: readonly Finding[], last: FindingsByKey): Finding[] {
  const placed = new Set<string>()
  return findings.flatMap((finding) => {
    const texts = findingKeys(finding).map(writeKey)
    if (finding.kind === 'schema' || !texts.some((text) => last.has(text))) return [finding]
    const isSame = (other: Finding) => fingerprint('', other) === fingerprint('', finding)
    const here = texts.filter((text) => !placed.has(text))
    for (const text of here) placed.add(text)
    const shown = here.flatMap((text) => last.get(text) ?? [])
    // What cannot be looked up stays as it was.
    return !canBeLookedUp(finding) && !shown.some(isSame) ? [...shown, finding] : shown
  })
}

/** No source can look up a key that is none, and of one record nobody can tell that a value is the only one. */
export function canBeLookedUp(finding: Finding): boolean {
  if (finding.kind === 'invalid') return finding.rule !== 'unique' && !(finding.field in finding.key)
  return finding.kind !== 'schema'
}

function settledComparison(
  comparison: Comparison,
  { looks, last, timing }: { looks: SettledLooks; last: FindingsByKey; timing: number },
): Comparison {
  const findings = replaceFindings(comparison.findings, last)
  const records = comparison.records.map((record) => looks.last.get(writeKey(record.key))?.record ?? record)
  const { patterns, summary } = recounted({ ...comparison, findings })
  const { rekeyed, ...counts } = summary.counts
  return {
    ...comparison,
    findings,
    records,
    patterns,
    summary: {
      ...summary,
      counts: {
        ...counts,
        ...agreement(comparison.summary.counts, looks),
        invalid: findings.filter(({ kind }) => kind === 'invalid').length,
        ...(comparison.summary.counts.rekeyed === undefined || rekeyed === undefined ? {} : { rekeyed }),
        timing,
      },
    },
  }
}

/** The keys that were looked at again count as the last look showed them. */
function agreement(
  { matched, agreeing }: ComparisonCounts,
  { first, last }: SettledLooks,
): Pick<ComparisonCounts, 'matched' | 'agreeing'> {
  const unmatched = new Set(first.filter(isOfUnmatched).flatMap(findingKeys).map(writeKey))
  const keys = new Set(first.flatMap(findingKeys).map(writeKey))
  const records = [...last.values()].flatMap(({ record }) => record ?? [])
  const isMatched = ({ missingFrom, presentOn, findings }: (typeof records)[number]) =>
    missingFrom.length === 0 && presentOn.length > 0 && !findings.some(isOfUnmatched)
  const matchedNow = records.filter(isMatched)
  return {
    matched: matched - (keys.size - unmatched.size) + matchedNow.length,
    agreeing: agreeing + matchedNow.filter(({ findings }) => findings.length === 0).length,
  }
}

/** Its key is not exactly once on every side that must have it. */
function isOfUnmatched({ kind }: Finding): boolean {
  return kind === 'missing' || kind === 'duplicate' || kind === 'rekeyed'
}
