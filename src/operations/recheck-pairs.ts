import type { Discrepancy } from '../domain/discrepancy.ts'
import { type Finding, findingKeys } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import type { ComparedColumns } from '../domain/run.ts'
import type { Scope } from '../domain/scope.ts'
import { type Comparison, recounted } from '../engine/index.ts'
import type { WatermarksToSave } from '../store/watermarks.ts'
import { compareReconciliation } from './compare-reconciliation.ts'
import type { ReadContext } from './context.ts'

/** What a run saw, and about which keys it may conclude. */
export interface Seen {
  readonly comparison: Comparison
  readonly findings: readonly Finding[]
  /** `writeKey` texts; null: every key. */
  readonly keys: ReadonlySet<string> | null
  /** What was looked at, where only looking told. */
  readonly scope?: Scope
  /** Fingerprints of what was gone when it was looked at again: nothing is concluded about them. */
  readonly inFlight?: ReadonlySet<string>
  /** How far the changes of the sides are known by it. */
  readonly watermarks?: WatermarksToSave
}

export interface PairsRequest {
  readonly reconciliation: Reconciliation
  readonly seen: Seen
  /** What an earlier run compared. */
  readonly known: ComparedColumns
  readonly listPairs: () => Promise<readonly Discrepancy[]>
}

/**
 * A run of some keys or dates that looked at one record of a known pair cannot tell what became of the pair, and would
 * call its record missing: both records are read again by their keys, and what that shows counts.
 */
export async function recheckPairs(
  context: ReadContext,
  { reconciliation, seen, known, listPairs }: PairsRequest,
): Promise<Seen> {
  const { keys } = seen
  if (!reconciliation.match || keys === null) return seen
  const knownPairs = (await listPairs())
    .map(keysOfPair)
    .filter((pair) => pair.some((key) => keys.has(writeKey(key))))
  if (knownPairs.length === 0) return seen
  const wanted = new Map(knownPairs.flat().map((key) => [writeKey(key), key]))
  const again = await compareReconciliation(context, {
    reconciliation,
    scope: { kind: 'keys', keys: [...wanted.values()] },
    keysAsFound: true,
    keepRecords: seen.comparison.records.length > 0,
    known,
    knownPairs,
  })
  const isAgain = (finding: Finding) => findingKeys(finding).some((key) => wanted.has(writeKey(key)))
  return {
    ...seen,
    comparison: withAgain(seen.comparison, { again, keys, isAgain }),
    findings: [...seen.findings.filter((finding) => !isAgain(finding)), ...again.findings],
    keys: new Set([...keys, ...wanted.keys()]),
  }
}

function keysOfPair({ finding }: Discrepancy): readonly [RecordKey, RecordKey] {
  const [first, second] = findingKeys(finding)
  return [first!, second!]
}

/** What is shown of the run: the records it was asked for, as they were read again, and their findings. */
function withAgain(
  comparison: Comparison,
  {
    again,
    keys,
    isAgain,
  }: { again: Comparison; keys: ReadonlySet<string>; isAgain: (finding: Finding) => boolean },
): Comparison {
  const records = new Map(again.records.map((record) => [writeKey(record.key), record]))
  const wasAsked = (finding: Finding) => findingKeys(finding).some((key) => keys.has(writeKey(key)))
  return recounted({
    ...comparison,
    records: comparison.records.map((record) => records.get(writeKey(record.key)) ?? record),
    findings: [
      ...comparison.findings.filter((finding) => !isAgain(finding)),
      ...again.findings.filter(wasAsked),
    ],
  })
}
