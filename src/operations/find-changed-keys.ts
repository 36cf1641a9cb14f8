import type { Finding } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import type { ChangedScope } from '../domain/scope.ts'
import { MOST_CHANGED_KEYS } from '../domain/side-changes.ts'
import type { Comparison } from '../engine/index.ts'
import { type CompareRequest, compareReconciliation } from './compare-reconciliation.ts'
import type { ReadContext } from './context.ts'
import { keyOnly } from './key-only.ts'
import type { ReadLogs } from './read-change-logs.ts'
import { standInLogs } from './stand-in-logs.ts'
import type { ChangeWatch } from './watch-changes.ts'

export interface ChangedKeysRequest {
  readonly reconciliation: Reconciliation
  /** By side; a side that is not here has all of its keys read. */
  readonly since: NonNullable<ChangedScope['since']>
  readonly sweep: boolean
  readonly watch: ChangeWatch
  /** What the logs of sides that have one tell. */
  readonly logs?: ReadLogs
  readonly onProgress?: CompareRequest['onProgress']
}

export interface FoundKeys {
  /** By `writeKey`, in the form in which keys are compared. */
  readonly keys: ReadonlyMap<string, RecordKey>
  /** Records whose key is none: nobody can look them up, and nothing more is to be seen of them. */
  readonly unkeyed: readonly Finding[]
  /** Rows of each side; null without a sweep. */
  readonly rows: Readonly<Record<string, number>> | null
}

/**
 * The keys that changed on any side, and, with a sweep over all keys, those that are not once on every side that must
 * have them: no change tells of a record that was deleted. Null: there are too many.
 */
export async function findChangedKeys(
  context: ReadContext,
  request: ChangedKeysRequest,
): Promise<FoundKeys | null> {
  const changed = await readChanged(context, request)
  if (changed === null) return null
  const swept = request.sweep ? await sweepKeys(context, request) : null
  const keys = new Map(changed.deferred.map((key) => [writeKey(key), key]))
  const found = swept?.findings ?? changed.findings
  for (const finding of found) if (!isUnkeyed(finding)) keys.set(writeKey(finding.key), finding.key)
  if (keys.size > MOST_CHANGED_KEYS) return null
  return {
    keys,
    unkeyed: found.filter(isUnkeyed),
    rows:
      swept &&
      Object.fromEntries(Object.entries(swept.summary.sides).map(([side, { rows }]) => [side, rows])),
  }
}

/** Stops reading as soon as there are too many, so that a change of every record does not fill the memory. */
async function readChanged(
  context: ReadContext,
  { reconciliation, since, watch, logs, onProgress }: ChangedKeysRequest,
): Promise<Comparison | null> {
  const tooMany = new AbortController()
  try {
    return await compareReconciliation(context, {
      reconciliation: keyOnly(reconciliation, true),
      scope: { kind: 'changed', since },
      watch: logs ? standInLogs(watch, logs) : watch,
      signal: tooMany.signal,
      onProgress: (rows) => {
        onProgress?.(rows)
        if (Math.max(...Object.values(rows)) > MOST_CHANGED_KEYS) tooMany.abort()
      },
    })
  } catch (error) {
    if (tooMany.signal.aborted && !context.signal.aborted) return null
    throw error
  }
}

/** A comparison of no fields finds nothing but keys that are missing, there twice, or none. */
async function sweepKeys(
  context: ReadContext,
  { reconciliation, onProgress }: ChangedKeysRequest,
): Promise<Comparison> {
  return await compareReconciliation(context, {
    reconciliation: keyOnly(reconciliation, false),
    scope: { kind: 'everything' },
    ...(onProgress ? { onProgress } : {}),
  })
}

function isUnkeyed(finding: Finding): boolean {
  return finding.kind === 'invalid'
}
