import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import { decodeRecord } from '../domain/record-batch.ts'
import type { ComparedColumns } from '../domain/run.ts'
import type { Scope } from '../domain/scope.ts'
import { type Comparison, recounted } from '../engine/index.ts'
import { fingerprint } from '../tracker/fingerprint.ts'
import { type CompareRequest, compareReconciliation } from './compare-reconciliation.ts'
import type { ReadContext } from './context.ts'
import { recheckPairs, type Seen } from './recheck-pairs.ts'
import type { WantedKeys } from './want-keys.ts'

/** At most this many open discrepancies are read again by key along with a date range. */
const RECHECKED_WITH_DATES = 1_000

export interface LookRequest {
  readonly reconciliation: Reconciliation
  readonly scope: Scope
  readonly onProgress?: CompareRequest['onProgress']
  readonly findHints?: boolean
  readonly keysAsFound?: boolean
  /** Of each key of the scope the side that writes it so. */
  readonly writtenBy?: readonly string[]
  /** Of everything only this is compared. */
  readonly part?: CompareRequest['part']
  /** What an earlier run compared. */
  readonly known: ComparedColumns
  /** The open discrepancies of the reconciliation, page by page. */
  readonly openOnes: () => AsyncIterable<readonly Discrepancy[]>
  /** Its records that are known to have different keys. */
  readonly listPairs: () => Promise<readonly Discrepancy[]>
}

/** Compares a scope, and what else must be read so that a run over it can conclude. Changes nothing. */
export async function lookAtScope(context: ReadContext, request: LookRequest): Promise<Seen> {
  return await recheckPairs(context, { ...request, seen: await look(context, request) })
}

async function look(context: ReadContext, request: LookRequest): Promise<Seen> {
  const { reconciliation, scope, known, findHints, keysAsFound, writtenBy, onProgress, part } = request
  let wanted: WantedKeys | null = null
  const comparison = await compareReconciliation(context, {
    reconciliation,
    scope,
    known,
    keepRecords: scope.kind === 'keys',
    part: scope.kind === 'everything' ? (part ?? null) : null,
    ...(findHints ? { findHints } : {}),
    ...(keysAsFound ? { keysAsFound } : {}),
    ...(writtenBy ? { writtenBy } : {}),
    onWanted: (keys) => {
      wanted = keys
    },
    ...(onProgress ? { onProgress } : {}),
  })
  const { findings } = comparison
  if (scope.kind === 'everything') return { comparison, findings, keys: null }
  if (scope.kind === 'keys') {
    return { comparison, findings, keys: keysLookedAt(request, { keys: scope.keys, comparison, wanted }) }
  }
  return await lookAtOpenOnes(context, request, comparison)
}

/**
 * Also keys that no side has. A key as somebody wrote it counts as itself only where any side may write it so: else it may
 * be that of another record.
 */
function keysLookedAt(
  { writtenBy }: LookRequest,
  {
    keys,
    comparison,
    wanted,
  }: { keys: readonly RecordKey[]; comparison: Comparison; wanted: WantedKeys | null },
): ReadonlySet<string> {
  const canonical = [...(wanted?.keyTexts ?? [])].map((text) => JSON.stringify(decodeRecord(text)))
  const asWritten = wanted && writtenBy ? [] : keys.map(writeKey)
  return new Set([...canonical, ...asWritten, ...comparison.records.map(({ key }) => writeKey(key))])
}

/**
 * A date range alone cannot tell that a discrepancy is gone (its record, or a copy of it, may be dated outside), so the
 * open ones that it did not find are read by key as well, and of their keys what that shows counts.
 */
async function lookAtOpenOnes(
  context: ReadContext,
  { reconciliation, known, openOnes }: LookRequest,
  comparison: Comparison,
): Promise<Seen> {
  const { findings } = comparison
  const found = new Set(findings.map((finding) => writeKey(finding.key)))
  const identities = new Set(findings.map((finding) => fingerprint(reconciliation.name, finding)))
  const keys = new Map<string, RecordKey>()
  for await (const page of openOnes()) {
    for (const { finding, fingerprint: identity } of page) {
      if (finding.kind === 'schema' || identities.has(identity)) continue
      const text = writeKey(finding.key)
      if (keys.size < RECHECKED_WITH_DATES) keys.set(text, finding.key)
      else if (!keys.has(text)) found.delete(text)
    }
  }
  if (keys.size === 0) return { comparison, findings, keys: found }
  const again = await compareReconciliation(context, {
    reconciliation,
    scope: { kind: 'keys', keys: [...keys.values()] },
    keysAsFound: true,
    known,
  })
  const inRange = findings.filter((finding) => !keys.has(writeKey(finding.key)))
  const shown = again.findings.filter((finding) => found.has(writeKey(finding.key)))
  return {
    comparison:
      shown.length === 0 ? comparison : recounted({ ...comparison, findings: [...inRange, ...shown] }),
    findings: [...inRange, ...again.findings],
    keys: new Set([...found, ...keys.keys()]),
  }
}
